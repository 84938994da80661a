import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { layoutOf } from '../../artifacts/layout.ts';
import { StoreError } from '../../errors.ts';
import { mapInParallel } from '../map-in-parallel.ts';
import type { Reader } from '../view/create-reader.ts';
import { describeRunState, isSameState, type RunState } from './run-state.ts';
import { watchDirectories } from './watch-directories.ts';

export type LiveEvent =
  | { readonly number: number; readonly type: 'run'; readonly pipeline: string; readonly data: RunState }
  | { readonly number: number; readonly type: 'acknowledgements'; readonly pipeline: string; readonly data: { readonly pipeline: string } };

export interface Watcher {
  /** Looks now, then tells of each change until the listener is taken away. */
  add(listener: (event: LiveEvent) => void): Promise<void>;
  remove(listener: (event: LiveEvent) => void): void;
  /** The newest run of each pipeline at the last look. */
  states(): RunState[];
  /** How many events there have been: the number of the last one. */
  readonly last: number;
  /** The events after this number: of each pipeline the last of its kind. */
  since(number: number): LiveEvent[];
}

interface Seen {
  readonly run: RunState;
  /** Of the file of acknowledgements; null where there is none. */
  readonly acknowledgements: string | null;
}

/** Between a change that the file system tells of and the look: several come at once. */
const SETTLE_MS = 50;
/** Of pipelines that came and went; those that are there are always kept. */
const MAX_KEPT_EVENTS = 2000;
const PARALLEL_READS = 8;

/**
 * One watch over the artifacts directory for all streams of a server, at work while anybody listens. It looks at the links and
 * verifies what they lead to every `pollMs`, which is enough on any file system; where the system tells of changes it looks sooner.
 */
export function watchArtifacts({
  artifactsDir,
  reader,
  pollMs = 2000,
  watch = watchDirectories,
  onError,
}: {
  artifactsDir: string;
  reader: Reader;
  pollMs?: number;
  watch?: typeof watchDirectories;
  onError: (error: unknown) => void;
}): Watcher {
  const listeners = new Set<(event: LiveEvent) => void>();
  const events = new Map<string, LiveEvent>();
  let seen: Map<string, Seen> | null = null;
  let last = 0;
  let looking: Promise<void> | null = null;
  let stop: (() => void) | null = null;
  let cover = (_directories: readonly string[]) => {};

  const tell = (event: LiveEvent) => {
    const key = `${event.type} ${event.pipeline}`;
    events.delete(key); // to the young end
    events.set(key, event);
    for (const [oldest, { pipeline }] of events) {
      if (events.size <= MAX_KEPT_EVENTS) break;
      if (!seen?.has(pipeline)) events.delete(oldest);
    }
    for (const listener of [...listeners]) listener(event);
  };

  const compare = (before: Map<string, Seen>, after: Map<string, Seen>) => {
    for (const pipeline of new Set([...before.keys(), ...after.keys()])) {
      const run = after.get(pipeline)?.run ?? describeRunState(pipeline, { state: 'no_data' });
      const known = before.get(pipeline);
      if (!known || !isSameState(known.run, run)) tell({ number: ++last, type: 'run', pipeline, data: run });
      if ((known?.acknowledgements ?? null) !== (after.get(pipeline)?.acknowledgements ?? null))
        tell({ number: ++last, type: 'acknowledgements', pipeline, data: { pipeline } });
    }
  };

  const read = async () => {
    const after = await readAll(artifactsDir, reader, seen);
    const before = seen;
    seen = after;
    if (before) compare(before, after);
    cover([artifactsDir, ...[...after.keys()].map((name) => layoutOf(artifactsDir, name).root)]);
  };
  /** Looks that are asked for during one share it. */
  const look = (): Promise<void> => {
    looking ??= read().finally(() => {
      looking = null;
    });
    return looking;
  };

  const start = () => {
    let soon: NodeJS.Timeout | undefined;
    const lookQuietly = () => void look().catch(onError);
    const poll = setInterval(lookQuietly, pollMs);
    const directories = watch(() => {
      // Not put off by a directory that never rests: the first change decides when.
      soon ??= setTimeout(() => {
        soon = undefined;
        // One under way may have passed the place already.
        void (looking ?? Promise.resolve()).catch(() => {}).then(() => stop && lookQuietly());
      }, SETTLE_MS);
    });
    cover = (paths) => stop && directories.cover(paths);
    stop = () => {
      stop = null;
      clearInterval(poll);
      clearTimeout(soon);
      directories.close();
    };
  };

  return {
    async add(listener) {
      listeners.add(listener);
      if (!stop) start();
      try {
        await look();
      } catch (error) {
        this.remove(listener);
        throw error;
      }
    },
    remove(listener) {
      listeners.delete(listener);
      if (listeners.size === 0) stop?.();
    },
    states: () => [...(seen ?? [])].map(([, { run }]) => run),
    get last() {
      return last;
    },
    since: (number) => [...events.values()].filter((event) => event.number > number).sort((a, b) => a.number - b.number),
  };
}

/** A directory that cannot be read leaves no pipeline that it had as it was. */
async function readAll(artifactsDir: string, reader: Reader, before: Map<string, Seen> | null): Promise<Map<string, Seen>> {
  let names: string[];
  try {
    names = await reader.listPipelines();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const unreadable = { state: 'damaged', run_id: null, problems: [] } as const;
    return new Map(
      [...(before ?? [])].map(([name, { acknowledgements }]) => [name, { run: describeRunState(name, unreadable), acknowledgements }]),
    );
  }
  const seen = await mapInParallel(names, PARALLEL_READS, async (name) => ({
    run: describeRunState(name, await reader.readLatest(name)),
    acknowledgements: await stampOf(join(layoutOf(artifactsDir, name).root, 'acknowledgements.ndjson')),
  }));
  return new Map(names.map((name, index) => [name, seen[index]]));
}

async function stampOf(path: string): Promise<string | null> {
  return lstat(path, { bigint: true }).then(
    ({ ino, size, mtimeNs, ctimeNs }) => `${ino}:${size}:${mtimeNs}:${ctimeNs}`,
    () => null,
  );
}
