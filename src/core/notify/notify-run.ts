import { type OpenRecord, openRecord } from '../artifacts/notifications/open-record.ts';
import { trimRecord } from '../artifacts/notifications/trim-record.ts';
import { checkedLayout, readRun, readRunEntry } from '../artifacts/read-runs.ts';
import type { NotifySettings } from '../config/notify-defaults.ts';
import { messageOf, StoreError } from '../errors.ts';
import type { Outbox, Standing } from '../snapshot/notification-record.ts';
import { type Delivery, deliverPending } from './deliver/deliver-pending.ts';
import type { NotifyEffects } from './effects.ts';
import { evaluateRun } from './evaluate/evaluate-run.ts';
import type { NotifiedRun } from './evaluate/notified-run.ts';
import { standingOf } from './evaluate/standing-of.ts';

export interface NotifyRequest {
  readonly artifactsDir: string;
  readonly pipeline: string;
  readonly settings: NotifySettings;
}

const POLL_MS = 50;

/** Tells of a committed run, and of what is pending from before. An alert that fails never fails a run: all trouble is a warning. */
export async function notifyRun(run: NotifiedRun, request: NotifyRequest, effects: NotifyEffects): Promise<Delivery | undefined> {
  try {
    return await withRecord(request, effects, async (record) => {
      const { artifactsDir, pipeline, settings } = request;
      const previous = record.outbox().standing ?? (await readPrevious(artifactsDir, pipeline, run.system.run_id));
      const { channels, baseUrl } = settings;
      const line = evaluateRun(record.outbox(), { run, previous, channels, baseUrl, now: effects.now() });
      if (line) await record.append(line);
      return deliverPending(record, pipeline, settings, effects);
    });
  } catch (error) {
    const said = messageOf(error);
    effects.warn(`alerts: the run is written, but nobody could be told of it: ${effects.redact ? effects.redact(said) : said}`);
    return undefined;
  }
}

/** Sends what is pending. Throws StoreError. */
export async function flushPending(request: NotifyRequest, effects: NotifyEffects): Promise<{ delivery: Delivery; outbox: Outbox }> {
  return withRecord(request, effects, async (record) => {
    const delivery = await deliverPending(record, request.pipeline, request.settings, effects);
    return { delivery, outbox: record.outbox() };
  });
}

async function withRecord<T>(request: NotifyRequest, effects: NotifyEffects, work: (record: OpenRecord) => Promise<T>): Promise<T> {
  const layout = checkedLayout(request.artifactsDir, request.pipeline);
  const record = await openPatiently(request, effects);
  try {
    for (const problem of record.problems.slice(0, 3)) effects.warn(`alerts: ${layout.notificationRecord}: ${problem}; passed over`);
    return await work(record);
  } finally {
    await record.close();
    await trimRecord(layout, { now: effects.now() }).catch((error) => {
      if (!(error instanceof StoreError)) throw error;
      effects.warn(`alerts: the record was not trimmed: ${error.message}`);
    });
  }
}

/** Another process that is sending has no more time than this one. */
async function openPatiently({ artifactsDir, pipeline, settings }: NotifyRequest, effects: NotifyEffects): Promise<OpenRecord> {
  const layout = checkedLayout(artifactsDir, pipeline);
  const endMs = effects.elapsedMs() + settings.timeLimitMs + 1000;
  for (;;) {
    try {
      return await openRecord(layout, effects.now);
    } catch (error) {
      const isHeld = error instanceof StoreError && error.code === 'OADS_STORE_LOCKED';
      if (!isHeld || effects.signal?.aborted || effects.elapsedMs() >= endMs) throw error;
      await effects.wait(POLL_MS, effects.signal ?? new AbortController().signal);
    }
  }
}

/** Of the run that was written before; null where there is none, or none that can be read. */
async function readPrevious(artifactsDir: string, pipeline: string, runId: string): Promise<Standing | null> {
  const entry = await readRunEntry(checkedLayout(artifactsDir, pipeline).runs, pipeline, runId);
  const before = entry.state === 'ok' ? entry.manifest.previous : null;
  if (before === null) return null;
  const run = await readRun(artifactsDir, pipeline, before.run_id);
  return run.state === 'ok' ? standingOf(run.system) : null;
}
