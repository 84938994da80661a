import { createHash } from 'node:crypto';
import { lstat, open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../errors.ts';
import { isRunId } from './artifact-names.ts';
import { fingerprintOf, OPEN_FLAGS } from './inspect-file.ts';

/** What a manifest says of a run's place in the history; not checked against its schema. */
interface Place {
  readonly finishedMs: number;
  readonly sha256: string;
  readonly previous: { readonly run_id: string; readonly manifest_sha256: string } | null;
}

interface RunIndex {
  readonly fingerprint: string | null;
  /** Only runs whose manifest told. */
  readonly places: ReadonlyMap<string, Place>;
  /** Runs whose manifest did not tell, with what lay there: one being copied in has its manifest later. */
  readonly silent: ReadonlyMap<string, string | null>;
  readonly timesMs: ReadonlyMap<string, number | null>;
  readonly newestFirst: readonly string[];
}

/** Few, so that what a request reads meanwhile does not wait behind them. */
const PARALLEL_READS = 8;
const SETTLED_MS = 100;
const MOST_MANIFEST_BYTES = 1024 * 1024;
const NOTHING: RunIndex = { fingerprint: null, places: new Map(), silent: new Map(), timesMs: new Map(), newestFirst: [] };
const indexes = new Map<string, RunIndex>();

/**
 * The ids of all runs in `runs/`, the last to finish first; a run whose manifest does not tell counts from its
 * directory's own time, and no run counts from before the one that it follows: the clock may have been set back.
 * Manifests are immutable, so each is read once; the directory is read when it has changed.
 */
export async function listRunIds(runsDir: string): Promise<readonly string[]> {
  return (await indexRuns(runsDir)).newestFirst;
}

/** When each run finished, ms since the epoch, in the order of `listRunIds`; null where nothing tells. */
export async function listRunTimes(runsDir: string): Promise<readonly (readonly [runId: string, finishedMs: number | null])[]> {
  const { newestFirst, timesMs } = await indexRuns(runsDir);
  return newestFirst.map((id) => [id, timesMs.get(id) ?? null] as const);
}

/** Beyond so many runs a first view does not wait until all manifests are read. */
const MANY_RUNS = 500;

/**
 * The newest `count` of very many runs, by the chain of manifests back from the one that `latest` names, while not all manifests have been
 * read. null where it is done, where there are few, or where the chain does not tell. A run that lies beside the
 * chain, as one copied in by hand, is not seen here.
 */
export async function followChain(
  runsDir: string,
  latest: string,
  count: number,
  manyRuns = MANY_RUNS,
): Promise<{ times: readonly (readonly [runId: string, finishedMs: number])[]; total: number } | null> {
  if (indexes.has(runsDir)) return null;
  const total = (await readdir(runsDir).catch(() => [])).filter(isRunId).length;
  if (total < Math.max(manyRuns, count)) return null;
  const times: (readonly [string, number])[] = [];
  let next: Place['previous'] | { run_id: string; manifest_sha256: null } = { run_id: latest, manifest_sha256: null };
  while (times.length < count) {
    const place: Place | null = next !== null && isRunId(next.run_id) ? await readPlace(join(runsDir, next.run_id)) : null;
    if (place === null || next === null) return null;
    if (next.manifest_sha256 !== null && next.manifest_sha256 !== place.sha256) return null;
    if (times.length > 0 && place.finishedMs > times[times.length - 1][1]) return null; // the clock was set back: the order is not that of the times
    times.push([next.run_id, place.finishedMs]);
    next = place.previous;
  }
  return { times, total };
}

async function indexRuns(runsDir: string): Promise<RunIndex> {
  const fingerprint = await stat(runsDir, { bigint: true }).then(
    // A directory changed just now may change again within the same tick of the clock.
    (stats) => (Date.now() - Number(stats.ctimeMs) > SETTLED_MS ? fingerprintOf(stats) : null),
    () => null,
  );
  const known = indexes.get(runsDir);
  if (known && fingerprint !== null && known.fingerprint === fingerprint && (await isStillSilent(runsDir, known.silent))) return known;
  if (fingerprint === null) return readIndex(runsDir, null, known);
  // Those who ask for the same state while its manifests are read wait for that one reading.
  const key = `${fingerprint} ${runsDir}`;
  let reading = underWay.get(key);
  if (!reading) {
    reading = readIndex(runsDir, fingerprint, known).finally(() => underWay.delete(key));
    underWay.set(key, reading);
  }
  return reading;
}

const underWay = new Map<string, Promise<RunIndex>>();

async function readIndex(runsDir: string, fingerprint: string | null, known: RunIndex | undefined): Promise<RunIndex> {
  let ids: string[];
  try {
    ids = (await readdir(runsDir)).filter(isRunId).sort();
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') indexes.delete(runsDir);
    return NOTHING;
  }
  const places = new Map<string, Place>();
  const silent = new Map<string, string | null>();
  const timesMs = new Map<string, number | null>();
  const waiting = ids.values();
  const work = async () => {
    for (const id of waiting) {
      const stamp = known?.places.has(id) ? null : await stampOf(join(runsDir, id));
      const place = known?.places.get(id) ?? (await readPlace(join(runsDir, id)));
      if (place !== null) places.set(id, place);
      else silent.set(id, stamp);
      timesMs.set(id, place?.finishedMs ?? (await readDirectoryMs(join(runsDir, id))));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_READS }, work));
  const newestFirst = orderRuns(ids, places, timesMs);
  const index = { fingerprint, places, silent, timesMs, newestFirst };
  indexes.set(runsDir, index);
  return index;
}

async function isStillSilent(runsDir: string, silent: RunIndex['silent']): Promise<boolean> {
  for (const [id, stamp] of silent) if (stamp === null || stamp !== (await stampOf(join(runsDir, id)))) return false;
  return true;
}

/** Of a run's directory and the manifest in it; null where they changed just now. */
async function stampOf(runDir: string): Promise<string | null> {
  const look = (path: string) => lstat(path, { bigint: true }).catch(() => null);
  const [directory, manifest] = await Promise.all([look(runDir), look(join(runDir, 'manifest.json'))]);
  const newestMs = Math.max(Number(directory?.ctimeMs ?? 0), Number(manifest?.ctimeMs ?? 0));
  if (Date.now() - newestMs <= SETTLED_MS) return null;
  return [directory, manifest].map((stats) => (stats ? fingerprintOf(stats) : 'none')).join(' ');
}

/** Ids break the last ties, so that the order never depends on the directory's. */
function orderRuns(ids: readonly string[], places: ReadonlyMap<string, Place>, timesMs: ReadonlyMap<string, number | null>): string[] {
  const orders = new Map<string, { readonly ms: number; readonly steps: number }>();
  for (const id of ids) {
    const path = [id];
    // A link is followed only with its hash: a chain of hashes has no circles.
    for (;;) {
      const before = places.get(path[path.length - 1])?.previous;
      if (!before || orders.has(before.run_id) || places.get(before.run_id)?.sha256 !== before.manifest_sha256) break;
      path.push(before.run_id);
    }
    for (const next of path.reverse()) {
      const before = places.get(next)?.previous;
      const linked = before && places.get(before.run_id)?.sha256 === before.manifest_sha256 ? orders.get(before.run_id) : undefined;
      const ms = timesMs.get(next) ?? 0;
      orders.set(next, linked && linked.ms >= ms ? { ms: linked.ms, steps: linked.steps + 1 } : { ms, steps: 0 });
    }
  }
  const orderOf = (id: string) => orders.get(id) as { ms: number; steps: number };
  return [...ids].sort((a, b) => orderOf(b).ms - orderOf(a).ms || orderOf(b).steps - orderOf(a).steps || (a < b ? -1 : 1));
}

async function readManifest(runDir: string): Promise<Buffer | null> {
  const handle = await open(join(runDir, 'manifest.json'), OPEN_FLAGS);
  try {
    const stats = await handle.stat();
    return stats.isFile() && stats.size <= MOST_MANIFEST_BYTES ? await handle.readFile() : null;
  } finally {
    await handle.close();
  }
}

async function readPlace(runDir: string): Promise<Place | null> {
  try {
    const bytes = await readManifest(runDir);
    if (bytes === null) return null;
    const { finished_at, previous } = JSON.parse(bytes.toString('utf8')) as { finished_at?: unknown; previous?: unknown };
    const finishedMs = typeof finished_at === 'string' ? Date.parse(finished_at) : Number.NaN;
    if (!Number.isFinite(finishedMs)) return null;
    return { finishedMs, sha256: createHash('sha256').update(bytes).digest('hex'), previous: readPrevious(previous) };
  } catch {
    return null;
  }
}

function readPrevious(previous: unknown): Place['previous'] {
  const { run_id, manifest_sha256 } = (previous ?? {}) as { run_id?: unknown; manifest_sha256?: unknown };
  return typeof run_id === 'string' && typeof manifest_sha256 === 'string' ? { run_id, manifest_sha256 } : null;
}

async function readDirectoryMs(runDir: string): Promise<number | null> {
  return lstat(runDir).then(
    (stats) => stats.mtimeMs,
    () => null,
  );
}
