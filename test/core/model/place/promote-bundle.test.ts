import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ModelError, UsageError } from '../../../../src/core/errors.ts';
import { openBundle } from '../../../../src/core/model/bundle.ts';
import { promoteBundle } from '../../../../src/core/model/place/promote-bundle.ts';
import { readSteadily } from '../../../../src/core/model/place/read-steadily.ts';
import { proveBundle } from '../../../../src/core/model/prove-bundle.ts';
import { writeBundle } from '../../../../src/core/model/write-bundle.ts';
import { killAtStep } from '../../../support/kill-file-system.ts';
import { fitSmall } from '../small-bundle.ts';

const test = suite('model/place/promote-bundle');

const content = await fitSmall();
const named = (name: string) => ({ ...content, card: { ...content.card, name } });
const nothing = { prove: async () => {} };
let base: string;
let dir: string;
let next: string;
let previous: string;

test.before.each(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'oads-promote-'));
  [dir, next, previous] = ['bundle', 'bundle.next', 'bundle.previous'].map((name) => path.join(base, name));
  await writeBundle(dir, named('old'));
  await writeBundle(next, named('new'));
});
test.after.each(() => rm(base, { recursive: true }));

const nameAt = async (place: string) => (await openBundle(place)).card.name;

test('the new bundle is in the place, the old one is kept, and going back exchanges them', async () => {
  const promoted = await promoteBundle(next, dir, { prove: proveBundle });
  assert.equal([promoted.dir, promoted.previous, promoted.unchanged], [dir, previous, false]);
  assert.equal([await nameAt(dir), await nameAt(previous), await nameAt(next)], ['new', 'old', 'new']);
  assert.is((await promoteBundle(previous, dir, nothing)).replaced, promoted.digest);
  assert.equal([await nameAt(dir), await nameAt(previous)], ['old', 'new']);
  assert.equal((await readdir(base)).sort(), ['bundle', 'bundle.next', 'bundle.previous']);
});

test('of three promotions the last but one is kept', async () => {
  for (const name of ['second', 'third']) {
    await writeBundle(next, named(name));
    await promoteBundle(next, dir, nothing);
  }
  assert.equal([await nameAt(dir), await nameAt(previous)], ['third', 'second']);
});

test('promoting what is there already does nothing, and keeps the previous one', async () => {
  await promoteBundle(next, dir, nothing);
  const again = await promoteBundle(next, dir, nothing);
  assert.equal([again.unchanged, again.previous], [true, previous]);
  assert.is(await nameAt(previous), 'old');
});

test('a first bundle takes an empty place; there is none to keep', async () => {
  const empty = path.join(base, 'empty');
  await mkdir(empty);
  for (const place of [empty, path.join(base, 'deep', 'nowhere')]) {
    const promoted = await promoteBundle(next, place, nothing);
    assert.equal([promoted.replaced, promoted.previous], [null, null]);
    assert.is(await nameAt(place), 'new');
    assert.not.ok((await readdir(path.dirname(place))).some((name) => name.startsWith(`${path.basename(place)}.`)));
  }
});

test('behind a link, what it leads to is replaced', async () => {
  const link = path.join(base, 'link');
  await symlink('bundle', link);
  assert.is((await promoteBundle(next, link, nothing)).dir, dir);
  assert.equal([await nameAt(link), await nameAt(previous)], ['new', 'old']);
});

test('a candidate that is missing, altered, refused, or the bundle itself leaves everything as it was', async () => {
  const refused = async (candidate: string, prove = nothing.prove): Promise<Error> => {
    const error = await promoteBundle(candidate, dir, { prove }).then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    assert.ok(error, `expected ${candidate} to be refused`);
    assert.is(await nameAt(dir), 'old');
    assert.equal((await readdir(base)).sort(), ['bundle', 'bundle.next']);
    return error as Error;
  };
  assert.match((await refused(path.join(base, 'nowhere'))).message, /expected a model bundle to promote at .*nowhere, got nothing/);
  assert.instance(await refused(dir), UsageError);
  const no = new ModelError('OADS_MODEL_FEATURES', 'other features');
  assert.is(await refused(next, () => Promise.reject(no)), no);
  await writeFile(path.join(next, 'model.onnx'), 'half');
  assert.match((await refused(next)).message, /bundle\.next: model\.onnx was altered/);
});

test('two that replace a bundle at once take turns: the one that comes second keeps what the first put there', async () => {
  const third = path.join(base, 'third');
  await writeBundle(third, named('third'));
  let within = 0;
  const alone = async () => {
    assert.is(++within, 1, 'one at a time');
    for (let turn = 0; turn < 20; turn++) await readdir(base);
    within--;
  };
  const [first, second] = await Promise.all([promoteBundle(next, dir, { prove: alone }), promoteBundle(third, dir, { prove: alone })]);
  const [early, late] = (await nameAt(dir)) === 'third' ? [first, second] : [second, first];
  assert.equal([late.replaced, late.previous], [early.digest, previous]);
  assert.equal([await nameAt(dir), await nameAt(previous)].sort(), ['new', 'third']);
  await Promise.all([promoteBundle(next, dir, nothing), writeBundle(dir, named('fitted'))]);
  assert.ok(['new', 'fitted'].includes(await nameAt(dir)));
  assert.equal((await readdir(base)).sort(), ['bundle', 'bundle.next', 'bundle.previous', 'third']);
});

test('the lock of a process that is gone is taken over, also one that was killed while it took another over', async () => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const stale = `${gone}-x`;
  await symlink(stale, `${dir}.lock`);
  await symlink(`${process.pid}-earlier`, `${dir}.lock.${createHash('sha256').update(stale).digest('hex').slice(0, 16)}`);
  await promoteBundle(next, dir, nothing);
  assert.equal([await nameAt(dir), (await readdir(base)).sort()], ['new', ['bundle', 'bundle.next', 'bundle.previous']]);
});

test('with nothing to go back to, that is what is said', async () => {
  const error = await promoteBundle(previous, dir, nothing).catch((thrown: unknown) => thrown);
  assert.instance(error, ModelError);
  assert.match((error as ModelError).hint ?? '', /nothing was promoted yet/);
});

test('what is no bundle is never replaced, in the place and where the old one is to be kept', async () => {
  await mkdir(previous);
  await writeFile(path.join(previous, 'notes.txt'), 'mine');
  assert.instance(await promoteBundle(next, dir, nothing).catch((thrown: unknown) => thrown), UsageError);
  assert.equal(await readdir(previous), ['notes.txt']);
  assert.is(await nameAt(dir), 'old');
});

test('killed at any instant, whoever opens the bundle has the old one or the new one, none is lost, and the next promotion finishes', async () => {
  await writeBundle(previous, named('older'));
  const found = new Set<string>();
  for (let step = 0; ; step++) {
    const place = path.join(base, `killed-${step}`);
    await mkdir(place);
    for (const name of ['bundle', 'bundle.next', 'bundle.previous'])
      await cp(path.join(base, name), path.join(place, name), { recursive: true });
    const at = (name: string) => path.join(place, name);
    const calls = await killAtStep(step, () => promoteBundle(at('bundle.next'), at('bundle'), nothing));
    if (calls === undefined) break;
    const opened = await nameAt(at('bundle'));
    assert.ok(['old', 'new'].includes(opened), calls.join('\n'));
    found.add(opened);
    await promoteBundle(at('bundle.next'), at('bundle'), nothing);
    assert.equal([await nameAt(at('bundle')), await nameAt(at('bundle.previous'))], ['new', 'old'], calls.join('\n'));
    assert.equal((await readdir(place)).sort(), ['bundle', 'bundle.next', 'bundle.previous'], calls.join('\n'));
  }
  assert.equal([...found].sort(), ['new', 'old'], 'some instants leave the old, some the new');
});

test('a bundle that steps aside between two looks of a reader is read there', async () => {
  const aside = `${dir}.last-${process.ppid}`;
  await rename(dir, path.join(base, 'between'));
  const read: string[] = [];
  const found = await readSteadily(dir, async (place) => {
    read.push(path.basename(place));
    if (place === aside) return 'the one aside';
    // The reader has found nothing: not in the place, and not yet aside.
    await rename(path.join(base, 'between'), aside);
    throw new ModelError('OADS_MODEL_MISSING', 'nothing there');
  });
  assert.equal([found, read], ['the one aside', ['bundle', path.basename(aside)]]);
});

test('where nothing lies in the place and nothing aside, the reader gives up at once', async () => {
  await rm(dir, { recursive: true });
  let tries = 0;
  const reading = readSteadily(dir, async () => {
    tries++;
    throw new ModelError('OADS_MODEL_MISSING', 'nothing there');
  });
  assert.match(await reading.catch((error) => error.message), 'nothing there');
  assert.is(tries, 1);
});

const PROMOTE_AGAIN_AND_AGAIN = `
  const [dir, next, module] = process.argv.slice(1);
  const { promoteBundle } = await import(module);
  for (let turn = 0; turn < 40; turn++)
    await promoteBundle(turn % 2 === 0 ? next : dir + '.previous', dir, { prove: async () => {} });
`;

test('whoever reads while another process promotes has a whole bundle each time', async () => {
  const module = new URL('../../../../src/core/model/place/promote-bundle.ts', import.meta.url).href;
  const child = spawn(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '-e',
    PROMOTE_AGAIN_AND_AGAIN,
    dir,
    next,
    module,
  ]);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  let code: number | null | undefined;
  const ended = new Promise<void>((resolve) => child.on('close', (exit) => resolve(void (code = exit))));
  const seen = new Set<string>();
  while (code === undefined) seen.add(await nameAt(dir));
  await ended;
  assert.is(code, 0, stderr);
  assert.equal([...seen].sort(), ['new', 'old']);
});

test.run();
