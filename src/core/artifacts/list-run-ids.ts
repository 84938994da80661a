import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../errors.ts';
import { isRunId } from './artifact-names.ts';
import { fingerprintOf } from './inspect-file.ts';

interface RunIndex {
  readonly fingerprint: string | null;
  /** When each run finished, ms since the epoch. Only runs whose manifest said so. */
  readonly finishedMs: ReadonlyMap<string, number>;
  readonly newestFirst: readonly string[];
}

const PARALLEL_READS = 32;
const SETTLED_MS = 100;
const indexes = new Map<string, RunIndex>();

/**
 * The ids of all runs in `runs/`, the last to finish first; a run whose manifest does not tell counts from its
 * directory's own time. Manifests are immutable, so each is read once; the directory is read when it has changed.
 */
export async function listRunIds(runsDir: string): Promise<readonly string[]> {
  const fingerprint = await stat(runsDir, { bigint: true }).then(
    // A directory changed just now may change again within the same tick of the clock.
    (stats) => (Date.now() - Number(stats.ctimeMs) > SETTLED_MS ? fingerprintOf(stats) : null),
    () => null,
  );
  const known = indexes.get(runsDir);
  if (known && fingerprint !== null && known.fingerprint === fingerprint) return known.newestFirst;

  let ids: string[];
  try {
    ids = (await readdir(runsDir)).filter(isRunId);
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') indexes.delete(runsDir);
    return [];
  }
  const finishedMs = new Map<string, number>();
  const order = new Map<string, number>();
  const waiting = ids.values();
  const work = async () => {
    for (const id of waiting) {
      const finished = known?.finishedMs.get(id) ?? (await readFinishedMs(join(runsDir, id)));
      if (finished !== null) finishedMs.set(id, finished);
      order.set(
        id,
        finished ??
          (await lstat(join(runsDir, id)).then(
            (stats) => stats.mtimeMs,
            () => 0,
          )),
      );
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_READS }, work));
  // Ids break ties, so that the order never depends on the directory's.
  const newestFirst = ids.sort((a, b) => (order.get(b) ?? 0) - (order.get(a) ?? 0) || (a < b ? -1 : 1));
  const complete = finishedMs.size === ids.length; // a run being copied in has no manifest yet: look again next time
  indexes.set(runsDir, { fingerprint: complete ? fingerprint : null, finishedMs, newestFirst });
  return newestFirst;
}

async function readFinishedMs(runDir: string): Promise<number | null> {
  try {
    const path = join(runDir, 'manifest.json');
    const stats = await lstat(path);
    if (!stats.isFile() || stats.size > 1024 * 1024) return null;
    const { finished_at } = JSON.parse(await readFile(path, 'utf8')) as { finished_at?: unknown };
    const ms = typeof finished_at === 'string' ? Date.parse(finished_at) : Number.NaN;
    return Number.isFinite(ms) ? ms : null;
  } catch {
    return null;
  }
}
