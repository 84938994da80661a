import { lstat, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { TSchema } from 'typebox';
import { OadsError, SourceError, StoreError, toStoreError } from '../../errors.ts';
import { makeDirectories } from '../../frame/write/make-directories.ts';
import { type Layout, layoutOf } from '../layout.ts';
import { acquireLock, type Lock, sweepLockLitter } from '../lock/lock.ts';
import type { Retention } from '../prune/choose-runs.ts';
import { type PruneReport, pruneRuns } from '../prune/prune-runs.ts';
import { readLink, readRunEntry } from '../read-runs.ts';
import { type CommittedRun, commitRun, type RunFacts } from './commit-run.ts';
import { findStaged, STAGING, sweep } from './leftovers.ts';
import { writeJson } from './write-json.ts';

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
  for (const dir of [layout.runs, layout.spool]) await refuseLink(dir);
  await makeDirectories(layout.runs, 0o700);
  await makeDirectories(layout.spool, 0o700);
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

/** Two pipelines whose links lead to one directory would sweep each other's files. */
async function refuseLink(dir: string): Promise<void> {
  const info = await lstat(dir).catch(() => undefined);
  if (!info?.isSymbolicLink()) return;
  throw new StoreError('OADS_STORE_DENIED', `expected a directory or nothing at ${dir}, got a symbolic link`, {
    hint: 'move it away; to keep artifacts elsewhere, name that directory with --artifacts',
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
