import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { TSchema } from 'typebox';
import { BugError, OadsError, SourceError, StoreError, toStoreError } from '../errors.ts';
import { findViolations } from '../schema/validate.ts';
import { Manifest, type RunIdentity } from '../snapshot/manifest.ts';
import type { TrustLevel } from '../snapshot/parts.ts';
import type { Retention } from './choose-runs.ts';
import { deriveRunId } from './derive-run-id.ts';
import { type StagedLink, stageLink, syncDirectory, writeDurable } from './durable.ts';
import { type Layout, layoutOf } from './layout.ts';
import { findStaged, STAGING, sweep } from './leftovers.ts';
import { acquireLock, type Lock, sweepLockLitter } from './lock.ts';
import { outranks } from './outranks.ts';
import { type PruneReport, pruneRuns } from './prune-runs.ts';
import { describeRemoval, namedBefore, recordPruned } from './pruned-record.ts';
import { listRuns, readLastGood, readLink, readRunEntry } from './read-runs.ts';
import { verifyRun } from './verify-run.ts';

/** A run being written: nobody sees it until `commit`. */
export interface StagedRun {
  readonly layout: Layout;
  /** Private directory of this run; what lies in it at `commit` becomes the run. */
  readonly dir: string;
  /** Private directory for the rows and other scratch files, on the same file system. */
  readonly spool: string;
  /** When the run before this one finished; null for the first, or when it cannot be read. */
  readonly previousFinishedAt: string | null;
  /** Writes one JSON artifact, checked against its schema. */
  writeJson(name: string, schema: TSchema, document: unknown): Promise<void>;
  commit(facts: RunFacts): Promise<CommittedRun>;
  /** Removes old runs; for after `commit`. */
  prune(limits: Retention, now: Date): Promise<PruneReport>;
  /** What to throw for a failure on the way: that of a run whose lock was lost is nothing but the loss. */
  explain(error: unknown): Promise<unknown>;
  /** Removes what was staged and gives the lock back; after `commit` it only does the latter. */
  release(): Promise<void>;
}

export interface CommittedRun {
  readonly runId: string;
  readonly dir: string;
  /** A verified run of the same id was there already and was left untouched. */
  readonly existed: boolean;
  /** The last good run, where it judged the rows of this fallback run before, at a higher level: see `outranks`. */
  readonly outrankedBy: OutrankingRun | null;
}

export interface OutrankingRun {
  readonly runId: string;
  readonly trustLevel: string;
  readonly finishedAt: string;
}

/** Takes the pipeline's lock, sweeps what a killed run left behind, and opens a staging directory. Throws StoreError. */
export async function stageRun(artifactsDir: string, pipeline: string, now: () => Date): Promise<StagedRun> {
  const layout = layoutOf(artifactsDir, pipeline);
  const guard = <T>(work: Promise<T>, what: string): Promise<T> =>
    work.catch((error) => {
      throw error instanceof OadsError ? error : toStoreError(error, what);
    });
  const notWritable = `expected a writable artifacts directory ${artifactsDir}`;
  const lock = await guard(openLayout(layout, now), notWritable);
  // Not the process id alone: in two containers that share the directory it may well be the same.
  const own = `${STAGING}${process.pid}-${lock.token.slice(0, 8)}`;
  const dir = path.join(layout.runs, own);
  const spool = path.join(layout.spool, own);
  const release = async () => {
    // What cannot be removed now is swept by the next run: it must not hide why this one failed, or that it succeeded.
    await rm(dir, { recursive: true, force: true }).catch(() => {});
    await rm(spool, { recursive: true, force: true }).catch(() => {});
    await lock.release().catch(() => {});
  };
  let previousFinishedAt: string | null;
  try {
    await guard(startStaging(layout, dir), notWritable);
    previousFinishedAt = await guard(readPreviousFinish(layout, pipeline, artifactsDir), notWritable);
  } catch (error) {
    await release();
    throw error;
  }
  const explain = async (error: unknown) => {
    if (error instanceof OadsError && !(error instanceof StoreError || error instanceof SourceError)) return error;
    return lock.assertHeld().then(
      () => error,
      (lost: unknown) => (lost instanceof StoreError ? lost : error),
    );
  };
  const notWritten = `run of ${pipeline} could not be written to ${artifactsDir}`;
  return {
    layout,
    dir,
    spool,
    previousFinishedAt,
    writeJson: (name, schema, document) => guard(writeJson(path.join(dir, name), schema, document), notWritten),
    commit: (facts) => guard(commitRun(layout, pipeline, dir, lock, facts), notWritten),
    prune: (limits, time) =>
      guard(
        pruneRuns(layout, pipeline, limits, { now: time, own, assertHeld: lock.assertHeld }),
        `old runs of ${pipeline} could not be removed from ${artifactsDir}`,
      ),
    explain,
    release,
  };
}

async function openLayout(layout: Layout, now: () => Date): Promise<Lock> {
  for (const link of [layout.latest, layout.lastGood, layout.lastGoodSpool]) await refuseDirectory(link);
  await mkdir(layout.runs, { recursive: true, mode: 0o700 });
  await mkdir(layout.spool, { recursive: true, mode: 0o700 });
  return acquireLock(layout.lock, now);
}

/** A link cannot be swapped into the place of a directory: that must not come out after the run is committed. */
async function refuseDirectory(link: string): Promise<void> {
  const info = await lstat(link).catch(() => undefined);
  if (!info?.isDirectory()) return;
  throw new StoreError('OADS_STORE_DENIED', `expected a symbolic link or nothing at ${link}, got a directory`, {
    hint: 'move it away, or name another directory with --artifacts',
  });
}

async function startStaging(layout: Layout, dir: string): Promise<void> {
  await sweepLockLitter(layout.lock);
  await sweep(layout, await findStaged(layout));
  await mkdir(dir, { mode: 0o700 });
}

async function readPreviousFinish(layout: Layout, pipeline: string, artifactsDir: string): Promise<string | null> {
  const latest = await readLink(artifactsDir, pipeline, 'latest');
  if (typeof latest !== 'string') return null;
  const entry = await readRunEntry(layout.runs, pipeline, latest);
  return entry.state === 'ok' ? entry.manifest.finished_at : null;
}

interface RunFacts {
  identity: RunIdentity;
  trustLevel: TrustLevel;
  startedAt: Date;
  now: Date;
}

async function commitRun(layout: Layout, pipeline: string, dir: string, lock: Lock, facts: RunFacts): Promise<CommittedRun> {
  const runId = deriveRunId(facts.identity);
  const target = path.join(layout.runs, runId);
  const existing = await verifyRun(target, { pipeline });
  const existed = existing.state === 'ok';
  const outrankedBy = await findOutranking(layout, { pipeline, run_id: runId, identity: facts.identity, trust_level: facts.trustLevel });
  const isGood = facts.trustLevel !== 'withheld' && outrankedBy === null;
  const pointers: StagedLink[] = [];
  try {
    // Before the run is in its place: on a full disk, nothing that comes after it must be what fails.
    for (const link of isGood ? [layout.latest, layout.lastGood] : [layout.latest]) {
      pointers.push(await stageLink(link, path.join('runs', runId)));
    }
    if (!existed) await placeRun(layout, pipeline, dir, lock, target, facts);
    await lock.assertHeld();
    for (const pointer of pointers) await pointer.swap();
  } finally {
    for (const pointer of pointers) await pointer.discard();
  }
  await sweep(layout, await findStaged(layout, path.basename(dir)));
  return { runId, dir: target, existed, outrankedBy };
}

async function findOutranking(
  layout: Layout,
  run: Pick<Manifest, 'pipeline' | 'run_id' | 'identity' | 'trust_level'>,
): Promise<OutrankingRun | null> {
  // Only a fallback run can be outranked: others need not wait for the last good run to be verified.
  if (run.identity.fallback_reason === null) return null;
  const lastGood = await readLastGood(path.dirname(layout.root), run.pipeline);
  if (lastGood.state !== 'ok' || !outranks(lastGood.manifest, run)) return null;
  const { run_id: runId, trust_level: trustLevel, finished_at: finishedAt } = lastGood.manifest;
  return { runId, trustLevel, finishedAt };
}

/** Writes the manifest and gives the staged directory its name. */
async function placeRun(
  layout: Layout,
  pipeline: string,
  dir: string,
  lock: Lock,
  target: string,
  { identity, trustLevel, startedAt, now }: RunFacts,
): Promise<void> {
  const runId = path.basename(target);
  const fresh: Manifest = {
    schema: 'oads/manifest/v1',
    pipeline,
    run_id: runId,
    identity,
    trust_level: trustLevel,
    started_at: startedAt.toISOString(),
    finished_at: now.toISOString(),
    files: await digestFiles(dir),
    previous: await previousRun(layout, pipeline, path.dirname(layout.root), runId),
  };
  const own = await ownManifest(layout, pipeline, fresh);
  await writeJson(path.join(dir, 'manifest.json'), Manifest, own ?? fresh);
  await syncDirectory(dir);
  if (!own) await recordReplaced(layout, pipeline, runId, now);
  await lock.assertHeld();
  // A directory cannot be renamed onto another one: a damaged run of the same id steps aside first.
  await rename(target, path.join(layout.runs, `${STAGING}replaced-${process.pid}`)).catch(() => {});
  await rename(dir, target);
  await syncDirectory(layout.runs);
}

/**
 * That of a damaged run which is written anew with the same bytes: later manifests hold its sha256. Undefined where it
 * says anything else than the fresh one, but when it was and what came before.
 */
async function ownManifest({ runs }: Layout, pipeline: string, fresh: Manifest): Promise<Manifest | undefined> {
  const entry = await readRunEntry(runs, pipeline, fresh.run_id);
  if (entry.state === 'damaged') return undefined;
  const { started_at, finished_at, previous } = entry.manifest;
  return isDeepStrictEqual(entry.manifest, { ...fresh, started_at, finished_at, previous }) ? entry.manifest : undefined;
}

async function writeJson(file: string, schema: TSchema, document: unknown): Promise<void> {
  const [violation] = findViolations(schema, document);
  if (violation) {
    throw new BugError(`${path.basename(file)}: ${violation.path.join('.')}: expected ${violation.expected}, got ${violation.got}`);
  }
  await writeDurable(file, `${JSON.stringify(document, null, 2)}\n`);
}

async function digestFiles(dir: string): Promise<Manifest['files']> {
  const files: Manifest['files'] = {};
  for (const name of (await readdir(dir)).sort()) {
    const file = path.join(dir, name);
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
    const handle = await open(file, 'r+');
    await handle.sync();
    await handle.close();
    files[name] = { sha256: hash.digest('hex'), bytes: (await stat(file)).size };
  }
  return files;
}

/**
 * The run that `latest` names, so that the manifests form a chain; where that cannot be read (a first run may have been
 * killed before its link was set), the newest that can. Null for the first.
 */
async function previousRun(layout: Layout, pipeline: string, artifactsDir: string, runId: string): Promise<Manifest['previous']> {
  const latest = await readLink(artifactsDir, pipeline, 'latest');
  if (typeof latest === 'string') {
    const entry = await readRunEntry(layout.runs, pipeline, latest);
    // A damaged run that is written anew takes its own place in the chain.
    if (entry.state === 'ok') return latest === runId ? entry.manifest.previous : nameOf(entry);
  }
  const entries = await listRuns(artifactsDir, pipeline, { limit: Number.POSITIVE_INFINITY });
  const newest = entries.find((entry) => entry.state === 'ok' && entry.run_id !== runId);
  return newest?.state === 'ok' ? nameOf(newest) : null;
}

function nameOf({ run_id, manifest_sha256 }: { run_id: string; manifest_sha256: string }): Manifest['previous'] {
  return { run_id, manifest_sha256 };
}

/** A damaged run is about to be written anew, with other times in its manifest: those that were chained to the old one stay sound. */
async function recordReplaced(layout: Layout, pipeline: string, runId: string, now: Date): Promise<void> {
  if ((await lstat(path.join(layout.runs, runId)).catch(() => undefined)) === undefined) return;
  const entries = await listRuns(path.dirname(layout.root), pipeline, { limit: Number.POSITIVE_INFINITY });
  const replaced = entries.find(({ run_id }) => run_id === runId);
  if (!replaced || !namedBefore(entries).has(runId)) return;
  await recordPruned(layout, pipeline, [await describeRemoval(layout, replaced, 'replaced', now)]);
}
