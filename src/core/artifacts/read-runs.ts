import { lstat, readdir, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, StoreError, systemCode, UsageError } from '../errors.ts';
import type { Manifest } from '../snapshot/manifest.ts';
import { isPipelineName, isRunId } from './artifact-names.ts';
import { fingerprintOf, inspectFile } from './inspect-file.ts';
import { interpreterFor } from './interpret-document.ts';
import { type Layout, layoutOf } from './layout.ts';
import { listRunIds } from './list-run-ids.ts';
import { type DamagedRun, type SoundRun, verifyRun } from './verify-run.ts';

/** No run yet. */
export interface NoRun {
  readonly state: 'no_data';
}

export type RunReading = SoundRun | DamagedRun | NoRun;

/** One line of the list of runs: only its manifest has been checked, not its files. */
export type RunEntry =
  | { readonly state: 'ok'; readonly run_id: string; readonly manifest: Manifest; readonly manifest_sha256: string }
  | { readonly state: 'damaged'; readonly run_id: string; readonly problems: readonly string[] };

/** The pipelines that have a directory of runs, by name. An artifacts directory that does not exist has none. Throws StoreError. */
export async function listPipelines(artifactsDir: string): Promise<string[]> {
  let names: readonly string[];
  try {
    names = await listNames(artifactsDir);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return [];
    throw new StoreError('OADS_ARTIFACTS_UNREADABLE', `expected a readable artifacts directory, got ${messageOf(error)}`, {
      hint: 'check the path and its permissions',
      cause: error,
    });
  }
  const candidates = names.filter(isPipelineName).sort();
  const found = await Promise.all(candidates.map((name) => isDirectory(layoutOf(artifactsDir, name).runs)));
  return candidates.filter((_, index) => found[index]);
}

/** A directory changed this recently may change again within the same tick of the file system's clock. */
const SETTLED_MS = 100;
const MAX_LISTINGS = 16;
const listings = new Map<string, { readonly fingerprint: string; readonly names: readonly string[] }>();

/** The names in a directory, read again when it has changed: a server asks on each request. */
async function listNames(directory: string): Promise<readonly string[]> {
  const stats = await stat(directory, { bigint: true });
  const fingerprint = fingerprintOf(stats);
  const known = listings.get(directory);
  if (known?.fingerprint === fingerprint) return known.names;
  const names = await readdir(directory);
  listings.delete(directory);
  if (Date.now() - Number(stats.ctimeMs) > SETTLED_MS) listings.set(directory, { fingerprint, names });
  for (const oldest of listings.keys()) {
    if (listings.size <= MAX_LISTINGS) break;
    listings.delete(oldest);
  }
  return names;
}

/** The newest run, verified, with the time at which it was last confirmed. */
export async function readLatest(artifactsDir: string, pipeline: string): Promise<RunReading> {
  const run = await readPointer(artifactsDir, pipeline, 'latest');
  if (run.state !== 'ok') return run;
  // A run with the same result leaves all files as they are, and swaps the link.
  const link = await lstat(checkedLayout(artifactsDir, pipeline).latest).catch(() => undefined);
  const confirmedMs = Math.max(link?.mtimeMs ?? 0, Date.parse(run.manifest.finished_at) || 0);
  return { ...run, confirmed_at: new Date(confirmedMs).toISOString() };
}

/** When `latest` was last set, ms since the epoch; without it, when a run last came or went. null where nothing tells. */
export async function readLatestMs(artifactsDir: string, pipeline: string): Promise<number | null> {
  const { latest, runs } = checkedLayout(artifactsDir, pipeline);
  const stats = (await lstat(latest).catch(() => undefined)) ?? (await lstat(runs).catch(() => undefined));
  return stats?.mtimeMs ?? null;
}

/** The newest run that was not withheld, verified. */
export async function readLastGood(artifactsDir: string, pipeline: string): Promise<RunReading> {
  const run = await readPointer(artifactsDir, pipeline, 'last_good');
  if (run.state === 'ok' && run.system.trust.level === 'withheld') {
    return { state: 'damaged', run_id: run.run_id, problems: ['last_good points to a run that was withheld'] };
  }
  return run;
}

/** One run by its id, verified; `no_data` when there is none of that id. */
export async function readRun(artifactsDir: string, pipeline: string, runId: string): Promise<RunReading> {
  const { runs } = checkedLayout(artifactsDir, pipeline);
  if (!isRunId(runId))
    throw new UsageError('OADS_RUN_ID', `expected a run id of 16 hexadecimal digits, got ${JSON.stringify(runId.slice(0, 80))}`);
  const runDir = join(runs, runId);
  const run = await verifyRun(runDir, { pipeline });
  return run.state === 'damaged' && !(await exists(runDir)) ? { state: 'no_data' } : run;
}

/** The newest runs first, in the order of `listRunIds`. Reads manifests only. */
export async function listRuns(artifactsDir: string, pipeline: string, options: { limit: number }): Promise<RunEntry[]> {
  const { runs } = checkedLayout(artifactsDir, pipeline);
  const ids = (await listRunIds(runs)).slice(0, options.limit);
  const entries = await Promise.all(ids.map((runId) => readRunEntry(runs, pipeline, runId)));
  // Retention may have removed some since they were listed.
  const there = await Promise.all(entries.map(({ state, run_id }) => state === 'ok' || exists(join(runs, run_id))));
  return entries.filter((_, index) => there[index]);
}

/** A run's manifest, checked against its schema, its directory and its pipeline. */
export async function readRunEntry(runsDir: string, pipeline: string, runId: string): Promise<RunEntry> {
  const file = await inspectFile(join(runsDir, runId, 'manifest.json'), { interpret: interpreterFor('manifest.json') });
  const manifest = file.document as Manifest | undefined;
  if (!manifest || file.sha256 === null)
    return { state: 'damaged', run_id: runId, problems: file.problems.map((problem) => `manifest.json ${problem}`) };
  const problems: string[] = [];
  if (manifest.run_id !== runId) problems.push(`manifest.json is that of run ${manifest.run_id}`);
  if (manifest.pipeline !== pipeline) problems.push(`manifest.json is that of pipeline ${JSON.stringify(manifest.pipeline.slice(0, 80))}`);
  if (problems.length > 0) return { state: 'damaged', run_id: runId, problems };
  return { state: 'ok', run_id: runId, manifest, manifest_sha256: file.sha256 };
}

/** The run id that `latest` or `last_good` points to; null when there is no such link. */
export async function readLink(
  artifactsDir: string,
  pipeline: string,
  pointer: 'latest' | 'last_good',
): Promise<string | null | DamagedRun> {
  const layout = checkedLayout(artifactsDir, pipeline);
  let target: string;
  try {
    target = await readlink(pointer === 'latest' ? layout.latest : layout.lastGood);
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    const what = code === 'EINVAL' ? 'is not a symbolic link' : `cannot be read (${code ?? messageOf(error)})`;
    return { state: 'damaged', run_id: null, problems: [`${pointer} ${what}`] };
  }
  const runId = /^(?:\.\/)?runs\/([0-9a-f]{16})\/?$/.exec(target)?.[1];
  if (runId) return runId;
  return {
    state: 'damaged',
    run_id: null,
    problems: [`${pointer} points to ${JSON.stringify(target.slice(0, 80))}, expected runs/<run id>`],
  };
}

async function readPointer(artifactsDir: string, pipeline: string, pointer: 'latest' | 'last_good'): Promise<RunReading> {
  for (let attempt = 0; ; attempt++) {
    const runId = await readLink(artifactsDir, pipeline, pointer);
    if (runId === null) return pointer === 'latest' ? withoutLatest(artifactsDir, pipeline) : { state: 'no_data' };
    if (typeof runId !== 'string') return runId;
    const run = await verifyRun(join(checkedLayout(artifactsDir, pipeline).runs, runId), { pipeline });
    // A new run may have moved the link, and retention removed the old run, while it was read.
    if (run.state === 'ok' || attempt >= 3 || (await readLink(artifactsDir, pipeline, pointer)) === runId) return run;
  }
}

/** A first run that was killed just before its link was set has not happened; a longer history without `latest` is damage. */
async function withoutLatest(artifactsDir: string, pipeline: string): Promise<RunReading> {
  const ids = await listRunIds(checkedLayout(artifactsDir, pipeline).runs);
  if (ids.length < 2) return { state: 'no_data' };
  return { state: 'damaged', run_id: null, problems: [`latest is missing although there are ${ids.length} runs`] };
}

/** The one gate between a pipeline's name and the file system. */
export function checkedLayout(artifactsDir: string, pipeline: string): Layout {
  if (!isPipelineName(pipeline)) {
    throw new UsageError(
      'OADS_PIPELINE_NAME',
      `expected a pipeline's name (lower-case letters, digits, dot, dash, underscore), got ${JSON.stringify(pipeline.slice(0, 80))}`,
    );
  }
  return layoutOf(artifactsDir, pipeline);
}

async function isDirectory(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (error) => systemCode(error) !== 'ENOENT',
  );
}
