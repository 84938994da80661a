import type { Channel, HttpChannel, NotifySettings } from '../../src/core/config/notify-defaults.ts';
import type { NotifyEffects } from '../../src/core/notify/effects.ts';
import { notifyRun } from '../../src/core/notify/notify-run.ts';
import type { TrustLevel } from '../../src/core/snapshot/parts.ts';
import { type RunOptions, type WrittenRun, writeRun } from './artifacts.ts';

export interface TestEffects extends NotifyEffects {
  readonly warned: string[];
  /** What was waited for, of which nobody waited. */
  readonly waitedMs: number[];
  /** Moves the clock on. */
  pass(ms: number): void;
}

/** A clock that stands still unless somebody waits or moves it. */
export function testEffects(signal?: AbortSignal): TestEffects {
  let ms = Date.parse('2026-03-01T06:30:00.000Z');
  const warned: string[] = [];
  const waitedMs: number[] = [];
  const pass = (by: number) => {
    ms += by;
  };
  return {
    now: () => new Date(ms),
    elapsedMs: () => ms,
    wait: async (by) => {
      waitedMs.push(by);
      pass(by);
    },
    random: () => 0,
    warn: (message) => void warned.push(message),
    signal,
    env: { PATH: process.env.PATH },
    baseDir: process.cwd(),
    warned,
    waitedMs,
    pass,
  };
}

export function webhook(url: string, more: Partial<HttpChannel> = {}): HttpChannel {
  return { ...base('ops'), type: 'webhook', url, headers: {}, ...more };
}

export function base(name: string): Omit<Channel, 'type'> {
  return {
    name,
    on: ['trust', 'quality', 'drift', 'source', 'anomalies', 'recovery'],
    minSeverity: 'info',
    anomalies: { top: 10 },
    rateLimit: { messages: 20, perMs: 3_600_000 },
    retry: { attempts: 3, waitMs: 500 },
    timeoutMs: 3000,
  } as Omit<Channel, 'type'>;
}

export function settingsOf(channels: readonly Channel[], more: Partial<NotifySettings> = {}): NotifySettings {
  return { timeLimitMs: 5000, expireMs: 86_400_000, channels, ...more };
}

let minutes = 0;

/** Writes the next run, as `oads run` would, and tells of it. */
export async function runAndNotify(
  artifactsDir: string,
  level: TrustLevel,
  settings: NotifySettings,
  effects: NotifyEffects,
  options: RunOptions = {},
): Promise<WrittenRun> {
  minutes++;
  const asOf = options.asOf ?? new Date(Date.parse('2026-03-01T06:00:00.000Z') + minutes * 60_000).toISOString();
  const run = await writeRun(artifactsDir, { level, ...options, asOf });
  await notifyRun(run, { artifactsDir, pipeline: options.pipeline ?? 'demo', settings }, effects);
  return run;
}
