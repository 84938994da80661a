import type { ChannelType } from '../schema/notification-names.ts';
import { parseDurationMs } from './durations.ts';
import type { ChannelConfig, NotifyConfig } from './notify-schema.ts';
import type { Path } from './parse-yaml.ts';

type Key = keyof ChannelConfig;

const HTTP = { needed: ['url'], allowed: ['headers', 'ca'] } as const satisfies Rule;
interface Rule {
  readonly needed: readonly Key[];
  readonly allowed: readonly Key[];
}

/** The keys of one type of channel beside those that every type has. */
const RULES: Readonly<Record<ChannelType, Rule>> = {
  webhook: { ...HTTP, allowed: [...HTTP.allowed, 'secret'] },
  slack: HTTP,
  teams: HTTP,
  email: { needed: ['host', 'from', 'to'], allowed: ['port', 'tls', 'user', 'password', 'ca'] },
  command: { needed: ['command'], allowed: [] },
};
const OWN = new Set<Key>(Object.values(RULES).flatMap(({ needed, allowed }) => [...needed, ...allowed]));

/** Headers that say what the message is, or how long: a second opinion could only break it. */
const RESERVED =
  /^(?:host|content-(?:length|type|encoding|range)|transfer-encoding|connection|keep-alive|proxy-connection|te|trailer|upgrade|expect|idempotency-key|webhook-.*)$/i;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Timers of Node count in 32 bits. */
const LONGEST_WAIT_MS = 86_400_000;
const LONGEST_KEPT_MS = 366 * 86_400_000;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;
const LEAST_KEY_BYTES = 16;

/** What contradicts itself within `notify`. No value of a channel is part of a message: it may be a secret. */
export function refuseBadNotify(notify: NotifyConfig | undefined, refuse: Refuse): void {
  if (!notify) return;
  const bound = (at: Path, text: string | undefined, mostMs: number, most: string) => {
    if (text !== undefined && parseDurationMs(text) > mostMs) refuse(at, `expected at most ${most}, got ${JSON.stringify(text)}`);
  };
  bound(['notify', 'time_limit'], notify.time_limit, LONGEST_WAIT_MS, 'a day');
  bound(['notify', 'expire'], notify.expire, LONGEST_KEPT_MS, '366 days');
  refuseBadAddress(['notify', 'base_url'], notify.base_url, refuse, 'whoever may see the dashboard signs in there');
  for (const [index, channel] of notify.channels.entries()) {
    const at: Path = ['notify', 'channels', index];
    const first = notify.channels.findIndex(({ name }) => name === channel.name);
    if (first < index)
      refuse([...at, 'name'], `expected names to differ, got "${channel.name}" for channels ${first + 1} and ${index + 1}`);
    refuseForeignKeys(channel, at, refuse);
    bound([...at, 'timeout'], channel.timeout, LONGEST_WAIT_MS, 'a day');
    bound([...at, 'retry', 'wait'], channel.retry?.wait, LONGEST_WAIT_MS, 'a day');
    bound([...at, 'rate_limit', 'per'], channel.rate_limit?.per, LONGEST_KEPT_MS, '366 days');
    if ((channel.user === undefined) !== (channel.password === undefined))
      refuse([...at, channel.user === undefined ? 'password' : 'user'], 'expected `user` and `password` together, got one of them');
    if (channel.user !== undefined && channel.tls === 'none')
      refuse(
        [...at, 'tls'],
        'expected `tls` or `starttls` where somebody signs in, got `none`',
        'the password would cross the network in the clear',
      );
    refuseBadAddress([...at, 'url'], channel.url, refuse, 'use `headers`: {authorization: "Basic …"} with the base64 of user:password');
    refuseBadKey([...at, 'secret'], channel.secret, refuse);
    const names = Object.keys(channel.headers ?? {});
    for (const [place, name] of names.entries()) {
      const before = names.slice(0, place).find((other) => other.toLowerCase() === name.toLowerCase());
      if (before !== undefined)
        refuse([...at, 'headers', name], `expected each header once, got "${before}" and "${name}", which are the same one`);
      if (!TOKEN.test(name) || RESERVED.test(name))
        refuse([...at, 'headers', name], `expected the name of a further request header, got ${JSON.stringify(name.slice(0, 80))}`);
    }
  }
}

type Refuse = (at: Path, message: string, hint?: string) => never;

/** A user and password within an address are sent as a header that nothing here would know as a secret. */
function refuseBadAddress(at: Path, text: string | undefined, refuse: Refuse, hint: string): void {
  if (text === undefined) return;
  const url = URL.parse(text);
  if (!url) refuse(at, 'expected an address, got a text that is none');
  if (url.username !== '' || url.password !== '' || /^[a-z]+:\/\/[^/?#]*@/i.test(text))
    refuse(at, 'expected an address without user and password, got one with them', hint);
  if (url.port === '0') refuse(at, 'expected a port from 1 to 65535, got 0');
}

/** Of Standard Webhooks. Node would decode what it can of any text, and sign with an empty key. */
function refuseBadKey(at: Path, secret: string | undefined, refuse: Refuse): void {
  if (!secret?.startsWith('whsec_')) return;
  const text = secret.slice('whsec_'.length);
  if (!BASE64.test(text)) refuse(at, 'expected base64 behind `whsec_`, got another text');
  const { length } = Buffer.from(text, 'base64');
  if (length < LEAST_KEY_BYTES) refuse(at, `expected a key of at least ${LEAST_KEY_BYTES} bytes behind \`whsec_\`, got ${length}`);
}

function refuseForeignKeys(channel: ChannelConfig, at: Path, refuse: Refuse): void {
  const { needed, allowed } = RULES[channel.type];
  const missing = needed.find((key) => channel[key] === undefined);
  if (missing !== undefined) refuse(at, `expected \`${missing}\` for a channel of type ${channel.type}, got none`);
  const foreign = (Object.keys(channel) as Key[]).find((key) => OWN.has(key) && ![...needed, ...allowed].includes(key));
  if (foreign !== undefined) refuse([...at, foreign], `expected no \`${foreign}\` for a channel of type ${channel.type}, got one`);
}
