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
const RESERVED = /^(?:host|content-(?:length|type|encoding)|transfer-encoding|connection|expect|idempotency-key|webhook-.*)$/i;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Timers of Node count in 32 bits. */
const LONGEST_WAIT_MS = 86_400_000;
const LONGEST_KEPT_MS = 366 * 86_400_000;

/** What contradicts itself within `notify`. No value of a channel is part of a message: it may be a secret. */
export function refuseBadNotify(notify: NotifyConfig | undefined, refuse: (at: Path, message: string, hint?: string) => never): void {
  if (!notify) return;
  const bound = (at: Path, text: string | undefined, mostMs: number, most: string) => {
    if (text !== undefined && parseDurationMs(text) > mostMs) refuse(at, `expected at most ${most}, got ${JSON.stringify(text)}`);
  };
  bound(['notify', 'time_limit'], notify.time_limit, LONGEST_WAIT_MS, 'a day');
  bound(['notify', 'expire'], notify.expire, LONGEST_KEPT_MS, '366 days');
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
    if (channel.url !== undefined && !URL.canParse(channel.url)) refuse([...at, 'url'], 'expected an address, got a text that is none');
    for (const name of Object.keys(channel.headers ?? {})) {
      if (!TOKEN.test(name) || RESERVED.test(name))
        refuse([...at, 'headers', name], `expected the name of a further request header, got ${JSON.stringify(name.slice(0, 80))}`);
    }
  }
}

function refuseForeignKeys(channel: ChannelConfig, at: Path, refuse: (at: Path, message: string, hint?: string) => never): void {
  const { needed, allowed } = RULES[channel.type];
  const missing = needed.find((key) => channel[key] === undefined);
  if (missing !== undefined) refuse(at, `expected \`${missing}\` for a channel of type ${channel.type}, got none`);
  const foreign = (Object.keys(channel) as Key[]).find((key) => OWN.has(key) && ![...needed, ...allowed].includes(key));
  if (foreign !== undefined) refuse([...at, foreign], `expected no \`${foreign}\` for a channel of type ${channel.type}, got one`);
}
