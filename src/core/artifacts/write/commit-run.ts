import { lstat, rename } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { sealed } from '../../schema/seal.ts';
import { Manifest, type RunIdentity } from '../../snapshot/manifest.ts';
import type { TrustLevel } from '../../snapshot/parts.ts';
import { dataEndMs } from '../data-end.ts';
import { deriveRunId } from '../derive-run-id.ts';
import { digestFiles } from '../digest-files.ts';
import { type StagedLink, stageLink, syncDirectory } from '../durable.ts';
import type { Layout } from '../layout.ts';
import { listRunIds } from '../list-run-ids.ts';
import type { Lock } from '../lock/lock.ts';
import { describeRemoval, namedBefore, recordPruned } from '../prune/pruned-record.ts';
import { listRuns, type RunEntry, readLastGood, readLink, readRunEntry } from '../read-runs.ts';
import { verifyRun } from '../verify-run.ts';
import { findStaged, STAGING, sweep } from './leftovers.ts';
import { outranks } from './outranks.ts';
import { writeJson } from './write-json.ts';

export interface CommittedRun {
  readonly runId: string;
  readonly dir: string;
  /** A verified run of the same id was there already and was left untouched. */
  readonly existed: boolean;
  /** The last good run, where it judged the rows of this fallback run before, at a higher level: see `outranks`. */
  readonly outrankedBy: OutrankingRun | null;
  /** The run that `latest` goes on naming, where its rows reach further than those of a run over a named window. */
  readonly newerRun: string | null;
}

export interface OutrankingRun {
  readonly runId: string;
  readonly trustLevel: string;
  readonly finishedAt: string;
}

export interface RunFacts {
  identity: RunIdentity;
  trustLevel: TrustLevel;
  startedAt: Date;
  now: Date;
  /** The rows were named by a window, not by the present: links stay with runs whose rows reach further. */
  isPast?: boolean;
}

/** Gives the staged directory its id, then swaps the links: everything appears at once, or nothing does. */
export async function commitRun(layout: Layout, pipeline: string, dir: string, lock: Lock, facts: RunFacts): Promise<CommittedRun> {
  const runId = deriveRunId(facts.identity);
  const target = path.join(layout.runs, runId);
  const existing = await verifyRun(target, { pipeline });
  const existed = existing.state === 'ok';
  const outrankedBy = await findOutranking(layout, { pipeline, run_id: runId, identity: facts.identity, trust_level: facts.trustLevel });
  const newerRun = facts.isPast ? await findNewer(layout, pipeline, 'latest', facts.identity) : null;
  const newerGood = facts.isPast ? await findNewer(layout, pipeline, 'last_good', facts.identity) : null;
  const isGood = facts.trustLevel !== 'withheld' && outrankedBy === null && newerGood === null;
  const links = [...(newerRun === null ? [layout.latest] : []), ...(isGood ? [layout.lastGood] : [])];
  const pointers: StagedLink[] = [];
  try {
    // Before the run is in its place: on a full disk, nothing that comes after it must be what fails.
    for (const link of links) pointers.push(await stageLink(link, path.join('runs', runId)));
    if (!existed) await placeRun(layout, pipeline, dir, lock, target, facts);
    await lock.assertHeld();
    for (const pointer of pointers) await pointer.swap();
  } finally {
    for (const pointer of pointers) await pointer.discard();
  }
  await sweep(layout, await findStaged(layout, path.basename(dir)));
  return { runId, dir: target, existed, outrankedBy, newerRun };
}

/** The run that a link names, where its rows reach further than those of this one; of a run whose rows have no time, until it finished. */
async function findNewer(layout: Layout, pipeline: string, pointer: 'latest' | 'last_good', identity: RunIdentity): Promise<string | null> {
  const runId = await readLink(path.dirname(layout.root), pipeline, pointer);
  if (typeof runId !== 'string') return null;
  const entry = await readRunEntry(layout.runs, pipeline, runId);
  if (entry.state === 'damaged') return null;
  const end = dataEndMs(entry.manifest.identity) ?? Date.parse(entry.manifest.finished_at);
  const own = dataEndMs(identity);
  return own !== null && end > own ? runId : null;
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
  await writeJson(path.join(dir, 'manifest.json'), Manifest, own ?? sealed(fresh));
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
  const { seal: _seal, ...found } = entry.manifest;
  const { started_at, finished_at, previous } = found;
  return isDeepStrictEqual(found, { ...fresh, started_at, finished_at, previous }) ? entry.manifest : undefined;
}

/**
 * The run that was written last, so that the manifests form a chain. It is the one that `latest` names, but for runs over windows of the
 * past, which leave that link where it is. A run that `latest` names and that is gone is named all the same: the link is about to be
 * swapped, and `oads verify` would never miss it. Where it cannot be read, or there is no link (a first run may have been killed
 * before it was set), the newest that can. Null for the first.
 */
async function previousRun(layout: Layout, pipeline: string, artifactsDir: string, runId: string): Promise<Manifest['previous']> {
  const latest = await readLink(artifactsDir, pipeline, 'latest');
  if (typeof latest === 'string') {
    const entry = await readRunEntry(layout.runs, pipeline, latest);
    // A damaged run that is written anew takes its own place in the chain.
    if (entry.state === 'ok' && latest === runId) return entry.manifest.previous;
    if (entry.state === 'ok') {
      const last = (await listRunIds(layout.runs)).find((id) => id !== runId) ?? latest;
      const newest = last === latest ? entry : await readRunEntry(layout.runs, pipeline, last);
      return nameOf(newest.state === 'ok' ? newest : entry);
    }
  }
  const entries = await listRuns(artifactsDir, pipeline, { limit: Number.POSITIVE_INFINITY });
  if (typeof latest === 'string' && latest !== runId && entries.every(({ run_id }) => run_id !== latest))
    return { run_id: latest, manifest_sha256: hashOf(latest, entries) };
  const newest = entries.find((entry) => entry.state === 'ok' && entry.run_id !== runId);
  return newest?.state === 'ok' ? nameOf(newest) : null;
}

function nameOf({ run_id, manifest_sha256 }: { run_id: string; manifest_sha256: string }): Manifest['previous'] {
  return { run_id, manifest_sha256 };
}

/** As a manifest that follows the run tells it. */
function hashOf(runId: string, entries: readonly RunEntry[]): string | null {
  for (const entry of entries) {
    if (entry.state === 'ok' && entry.manifest.previous?.run_id === runId) return entry.manifest.previous.manifest_sha256;
  }
  return null;
}

/** A damaged run is about to be written anew, with other times in its manifest: those that were chained to the old one stay sound. */
async function recordReplaced(layout: Layout, pipeline: string, runId: string, now: Date): Promise<void> {
  if ((await lstat(path.join(layout.runs, runId)).catch(() => undefined)) === undefined) return;
  const entries = await listRuns(path.dirname(layout.root), pipeline, { limit: Number.POSITIVE_INFINITY });
  const replaced = entries.find(({ run_id }) => run_id === runId);
  if (!replaced || !namedBefore(entries).has(runId)) return;
  await recordPruned(layout, pipeline, [await describeRemoval(layout, replaced, 'replaced', now)]);
}
