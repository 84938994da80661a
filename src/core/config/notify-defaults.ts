import { type ChannelType, NOTIFICATION_TOPICS, type NotificationSeverity, type NotificationTopic } from '../schema/notification-names.ts';
import { parseDurationMs } from './durations.ts';
import type { ChannelConfig, NotifyConfig } from './notify-schema.ts';

export interface ChannelBase {
  readonly name: string;
  readonly type: ChannelType;
  readonly on: readonly NotificationTopic[];
  readonly minSeverity: NotificationSeverity;
  /** An anomaly must meet both; `minScore` undefined: any score. */
  readonly anomalies: { readonly top: number; readonly minScore?: number };
  readonly rateLimit: { readonly messages: number; readonly perMs: number };
  readonly retry: { readonly attempts: number; readonly waitMs: number };
  readonly timeoutMs: number;
  /** Absolute; a file of certificates. */
  readonly ca?: string;
}

export interface HttpChannel extends ChannelBase {
  readonly type: 'webhook' | 'slack' | 'teams';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly secret?: string;
}

export interface EmailChannel extends ChannelBase {
  readonly type: 'email';
  readonly host: string;
  readonly port: number;
  readonly tls: 'tls' | 'starttls' | 'none';
  readonly auth?: { readonly user: string; readonly password: string };
  readonly from: string;
  readonly to: readonly string[];
}

export interface CommandChannel extends ChannelBase {
  readonly type: 'command';
  readonly command: readonly string[];
}

export type Channel = HttpChannel | EmailChannel | CommandChannel;

export interface NotifySettings {
  /** Without a slash at its end. */
  readonly baseUrl?: string;
  readonly timeLimitMs: number;
  readonly expireMs: number;
  readonly channels: readonly Channel[];
}

const PORTS = { tls: 465, starttls: 587, none: 25 } as const;
/** In place of a limit on the rank, where only the score decides: no run keeps more. */
const ANY_RANK = 10_000;

/** For a config that `refuseBadNotify` has let pass. */
export function applyNotifyDefaults(raw: NotifyConfig, resolve: (path: string) => string): NotifySettings {
  return {
    baseUrl: raw.base_url?.replace(/\/+$/, ''),
    timeLimitMs: parseDurationMs(raw.time_limit ?? '5s'),
    expireMs: parseDurationMs(raw.expire ?? '24h'),
    channels: raw.channels.map((channel) => settle(channel, resolve)),
  };
}

function settle(raw: ChannelConfig, resolve: (path: string) => string): Channel {
  const { top, min_score: minScore } = raw.anomalies ?? {};
  const base = {
    name: raw.name,
    on: raw.on ?? NOTIFICATION_TOPICS,
    minSeverity: raw.min_severity ?? 'info',
    anomalies: { top: top ?? (minScore === undefined ? 10 : ANY_RANK), minScore },
    rateLimit: { messages: raw.rate_limit?.messages ?? 20, perMs: parseDurationMs(raw.rate_limit?.per ?? '1h') },
    retry: { attempts: raw.retry?.attempts ?? 3, waitMs: parseDurationMs(raw.retry?.wait ?? '500ms') },
    timeoutMs: parseDurationMs(raw.timeout ?? '3s'),
    ca: raw.ca === undefined ? undefined : resolve(raw.ca),
  } as const;
  if (raw.type === 'command') return { ...base, type: raw.type, command: raw.command ?? [] };
  if (raw.type !== 'email') return { ...base, type: raw.type, url: raw.url ?? '', headers: raw.headers ?? {}, secret: raw.secret };
  const tls = raw.tls ?? 'starttls';
  return {
    ...base,
    type: raw.type,
    host: raw.host ?? '',
    port: raw.port ?? PORTS[tls],
    tls,
    auth: raw.user === undefined ? undefined : { user: raw.user, password: raw.password ?? '' },
    from: raw.from ?? '',
    to: raw.to ?? [],
  };
}
