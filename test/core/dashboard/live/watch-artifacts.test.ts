import { mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type LiveEvent, type Watcher, watchArtifacts } from '../../../../src/core/dashboard/live/watch-artifacts.ts';
import { watchDirectories } from '../../../../src/core/dashboard/live/watch-directories.ts';
import { createReader } from '../../../../src/core/dashboard/view/create-reader.ts';
import { writeRun } from '../../../support/artifacts.ts';

const test = suite('dashboard/live/watch-artifacts');
let dir: string;
let clean: (() => void)[] = [];

test.before.each(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'oads-live-'));
});
test.after.each(async () => {
  for (const end of clean) end();
  clean = [];
  await rm(dir, { recursive: true, force: true });
});

/** A watcher with its events, one after the other. */
function watchIt({ artifactsDir = dir, ...options }: { artifactsDir?: string; pollMs: number; watch: typeof watchDirectories }) {
  const watcher: Watcher = watchArtifacts({
    artifactsDir,
    reader: createReader(artifactsDir),
    onError: (error) => assert.unreachable(String(error)),
    ...options,
  });
  const queue: LiveEvent[] = [];
  let wake = () => {};
  const listener = (event: LiveEvent) => {
    queue.push(event);
    wake();
  };
  clean.push(() => watcher.remove(listener));
  const next = async (): Promise<LiveEvent> => {
    while (queue.length === 0) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return queue.shift() as LiveEvent;
  };
  return { watcher, listener, next };
}

const NO_WATCH: typeof watchDirectories = () => ({ cover: () => {}, close: () => {} });

test('polling alone finds a new run, as on a network file system', async () => {
  const { watcher, listener, next } = watchIt({ pollMs: 5, watch: NO_WATCH });
  await watcher.add(listener);
  assert.equal(watcher.states(), []);
  const { runId } = await writeRun(dir);
  let event = await next();
  while (event.type !== 'run' || event.data.run_id !== runId) event = await next();
  assert.is(event.data.trust_level, 'certified');
});

test('events of the file system alone find it, a first pipeline included', async () => {
  const { watcher, listener, next } = watchIt({ pollMs: 3_600_000, watch: watchDirectories });
  await watcher.add(listener);
  await writeRun(dir, { pipeline: 'before' });
  await watcher.add(listener); // from here on its directory is watched, too
  const { runId } = await writeRun(dir, { pipeline: 'before', asOf: '2026-03-01T07:00:00.000Z' });
  let event = await next();
  while (event.type !== 'run' || event.data.run_id !== runId) event = await next();
});

test('it works while somebody listens, and stops with the last', async () => {
  let open = 0;
  const watch: typeof watchDirectories = () => {
    open++;
    return { cover: () => {}, close: () => void open-- };
  };
  const { watcher, listener } = watchIt({ pollMs: 3_600_000, watch });
  const other = () => {};
  assert.is(open, 0);
  await watcher.add(listener);
  await watcher.add(other);
  assert.is(open, 1, 'one for all');
  watcher.remove(listener);
  assert.is(open, 1);
  watcher.remove(other);
  watcher.remove(other);
  assert.is(open, 0);
  await watcher.add(listener);
  assert.is(open, 1);
});

test('an artifacts directory that cannot be read leaves no run as it was', async () => {
  await writeRun(path.join(dir, 'real'));
  await writeFile(path.join(dir, 'file'), '');
  await symlink('real', path.join(dir, 'artifacts'));
  const { watcher, listener, next } = watchIt({ artifactsDir: path.join(dir, 'artifacts'), pollMs: 5, watch: NO_WATCH });
  await watcher.add(listener);
  assert.is(watcher.states()[0].data, 'ok');
  await symlink('file', path.join(dir, 'next'));
  await rename(path.join(dir, 'next'), path.join(dir, 'artifacts')); // at once: it is never missing
  for (let event = await next(); ; event = await next()) if (event.type === 'run' && event.data.data === 'damaged') break;
  assert.is(watcher.states()[0].run_id, null);
});

test.run();
