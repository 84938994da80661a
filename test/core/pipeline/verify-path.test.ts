import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { acquireLock } from '../../../src/core/artifacts/lock/lock.ts';
import { verifyPath } from '../../../src/core/pipeline/verify-path.ts';
import { runOads, scratchDir } from '../../support/cli.ts';
import { makeShipments, makeSmallPipeline } from '../../support/small-pipeline.ts';

const test = suite('pipeline/verify-path');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
/** Sound ones, that nobody changes. */
let sound: { artifacts: string; model: string };
let copies = 0;
/** Each time all is verified again. */
const FLIPS_PER_FILE = 3;

test.before(async () => {
  scratch = await scratchDir();
  const pipeline = await makeSmallPipeline(scratch.dir);
  const config = pipeline.reconfigure('kept.yaml', (yaml) => `${yaml}retention: {runs: 2}\nsegments: [mode]\n`);
  const fitted = await runOads(['fit', '-c', config, '--reference', pipeline.reference]);
  assert.is(fitted.code, 0, fitted.stderr);
  for (const seed of [51, 52, 53]) {
    const rows = makeShipments(300, seed);
    rows[7].weight = -5; // one row for the quarantine
    pipeline.writeBatch('batch.csv', rows);
    const run = await runOads(['run', '-c', config]);
    assert.is(run.code, 0, run.stderr);
  }
  sound = { artifacts: pipeline.artifacts, model: path.join(scratch.dir, 'model') };
});
test.after(() => scratch.remove());

/** A copy to be damaged. */
function copyOf(original: string): string {
  const copy = path.join(scratch.dir, `copy-${copies++}`);
  cpSync(original, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

/** Files and links; what a link leads to stands at its own place. */
function filesOf(dir: string, below = ''): string[] {
  return readdirSync(path.join(dir, below), { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? filesOf(dir, path.join(below, entry.name)) : [path.join(below, entry.name)]))
    .sort();
}

async function pathsOf(dir: string): Promise<string[]> {
  return [...new Set((await verifyPath(dir)).problems.map(({ path: place }) => place))];
}

test('what oads wrote is sound', async () => {
  const names = filesOf(sound.artifacts).map((name) => path.basename(name));
  for (const wanted of ['pruned.json', 'latest', 'last_good', 'checksums.json', 'quarantine.parquet', 'segment_snapshot.json'])
    assert.ok(names.includes(wanted), `${wanted} is not among ${names}`);
  assert.ok(filesOf(sound.model).includes('groups.json'));
  assert.equal(await pathsOf(sound.artifacts), []);
  assert.equal(await pathsOf(sound.model), []);
});

/** Flips one bit of a file, or of the text of a link; gives what undoes it. A link that the flip makes unwritable stays as it is. */
function flip(file: string, at: number, bit: number): (() => void) | undefined {
  if (lstatSync(file).isSymbolicLink()) {
    const target = readlinkSync(file);
    const bytes = Buffer.from(target);
    bytes[at % bytes.length] ^= 1 << bit;
    if (bytes.includes(0)) return undefined;
    const relink = (to: string | Buffer) => {
      unlinkSync(file);
      symlinkSync(to, file);
    };
    relink(bytes);
    return () => relink(target);
  }
  const before = readFileSync(file);
  const bytes = Buffer.from(before);
  bytes[at % bytes.length] ^= 1 << bit;
  writeFileSync(file, bytes);
  return () => writeFileSync(file, before);
}

for (const kind of ['artifacts', 'model'] as const) {
  test(`one flipped bit anywhere in any file of ${kind} is found, and the file named`, async () => {
    const dir = copyOf(sound[kind]);
    const places = fc.sample(fc.tuple(fc.nat(), fc.nat({ max: 7 })), { seed: 20261122, numRuns: 500 });
    for (const name of filesOf(dir)) {
      for (const [at, bit] of places.splice(0, FLIPS_PER_FILE)) {
        const undo = flip(path.join(dir, name), at, bit);
        if (!undo) continue;
        const found = await pathsOf(dir);
        assert.ok(found.includes(name), `bit ${bit} of byte ${at} of ${name}: got ${found.join(', ') || 'nothing'}`);
        undo();
      }
    }
    assert.ok(places.length > 0, 'more files than places');
    assert.equal(await pathsOf(dir), [], 'sound again');
  });
}

test('what was added is named, however its name begins; what a killed run left is a leftover', async () => {
  const dir = copyOf(sound.artifacts);
  const at = (name: string) => path.join(dir, 'shipments', name);
  const run = path.join('runs', readdirSync(at('runs')).sort()[0]);
  const added = [
    `${run}/.lockevil`,
    `${run}/notes.tmp-1`,
    'runs/.tmp-evil/sub',
    'spool/0123456789abcdef.tmp-x',
    '.lockevil',
    'notes.tmp-1',
    'runs/.tmp-1-01234567',
  ];
  for (const name of added) {
    mkdirSync(path.dirname(at(name)), { recursive: true });
    writeFileSync(at(name), '');
  }
  const left = ['.lock', 'runs/.tmp-999999999-01234567', 'runs/.tmp-pruned-0123456789abcdef', 'spool/0123456789abcdef'];
  writeFileSync(at('.lock'), '{');
  for (const name of left.slice(1)) mkdirSync(at(name));
  const report = await verifyPath(dir);
  const named = (names: readonly string[]) => names.map((name) => path.join('shipments', name)).sort();
  const problems = added.map((name) => (name === 'runs/.tmp-evil/sub' ? 'runs/.tmp-evil' : name));
  assert.equal(report.problems.map((problem) => problem.path).sort(), named(problems));
  assert.equal([...report.leftovers].sort(), named(left));

  rmSync(at('.lock'));
  const lock = await acquireLock(at('.lock'), () => new Date());
  assert.equal((await verifyPath(dir)).leftovers, [], 'those of a run under way');
  await lock.release();
  assert.is(spawnSync('mkfifo', [at('.lock')]).status, 0);
  assert.ok((await pathsOf(dir)).includes('shipments/.lock'));
});

test('every file that is missing, cut, longer, or an empty directory is named', async () => {
  for (const kind of ['artifacts', 'model'] as const) {
    const dir = copyOf(sound[kind]);
    for (const name of filesOf(sound[kind])) {
      const isLink = lstatSync(path.join(sound[kind], name)).isSymbolicLink();
      const damages: Record<string, (file: string) => void> = {
        missing: (file) => rmSync(file),
        'a directory': (file) => {
          rmSync(file);
          mkdirSync(file);
        },
        ...(isLink
          ? {}
          : {
              cut: (file: string) => truncateSync(file, lstatSync(file).size - 1),
              longer: (file: string) => appendFileSync(file, '\n'),
            }),
      };
      for (const [damage, apply] of Object.entries(damages)) {
        // Without its link, what is kept for a fallback is a leftover: nothing is claimed of it.
        if (damage === 'missing' && name.endsWith('spool/last_good')) continue;
        // Nothing tells that runs were ever removed, but the first manifest that is left.
        if (damage === 'missing' && name.endsWith('pruned.json')) continue;
        const file = path.join(dir, name);
        apply(file);
        const found = await pathsOf(dir);
        assert.ok(found.includes(name), `${name}, ${damage}: got ${found.join(', ') || 'nothing'}`);
        rmSync(file, { recursive: true, force: true });
        cpSync(path.join(sound[kind], name), file, { recursive: true, verbatimSymlinks: true });
      }
    }
    assert.equal(await pathsOf(dir), [], 'sound again');
  }
});

test('without the record of pruned runs, the run that it held is missing', async () => {
  const dir = copyOf(sound.artifacts);
  rmSync(path.join(dir, 'shipments', 'pruned.json'));
  assert.match((await verifyPath(dir)).problems.map(({ what }) => what).join('\n'), /follows run \w+, which is missing and was not pruned/);
});

test('whatever lies there besides is named', async () => {
  const [run] = readdirSync(path.join(sound.artifacts, 'shipments', 'runs'));
  const [spool] = readdirSync(path.join(sound.artifacts, 'shipments', 'spool')).filter((name) => name !== 'last_good');
  for (const name of ['notes.txt', 'runs/notes.txt', `runs/${run}/notes.txt`, `spool/${spool}/part-000009.parquet`, 'spool/other']) {
    const dir = copyOf(sound.artifacts);
    writeFileSync(path.join(dir, 'shipments', name), 'mine');
    assert.equal(await pathsOf(dir), [`shipments/${name}`]);
  }
  const model = copyOf(sound.model);
  writeFileSync(path.join(model, 'notes.txt'), 'mine');
  assert.equal(await pathsOf(model), ['notes.txt']);
});

test('what a run under way keeps there, or a killed one has left, is no problem', async () => {
  const dir = copyOf(sound.artifacts);
  const at = (name: string) => path.join(dir, 'shipments', name);
  mkdirSync(at('runs/.tmp-1-0123abcd'));
  mkdirSync(at('spool/.tmp-1-0123abcd'));
  writeFileSync(at('.lock'), '{}');
  symlinkSync('runs/x', at('latest.tmp-1-0123abcd'));
  assert.equal(await pathsOf(dir), []);
});

test('runs that were exchanged or renamed are named, and so is a directory without its runs', async () => {
  const dir = copyOf(sound.artifacts);
  const runs = path.join(dir, 'shipments', 'runs');
  const [one, other] = readdirSync(runs);
  const rename = (from: string, to: string) => renameSync(path.join(runs, from), path.join(runs, to));
  rename(one, 'aside');
  rename(other, one);
  rename('aside', other);
  const exchanged = await pathsOf(dir);
  for (const name of [one, other]) assert.ok(exchanged.includes(`shipments/runs/${name}/manifest.json`), exchanged.join(', '));

  const renamed = copyOf(sound.artifacts);
  renameSync(path.join(renamed, 'shipments', 'runs', one), path.join(renamed, 'shipments', 'runs', 'f'.repeat(16)));
  assert.ok((await pathsOf(renamed)).includes(`shipments/runs/${'f'.repeat(16)}/manifest.json`));

  const other2 = copyOf(sound.artifacts);
  renameSync(path.join(other2, 'shipments', 'runs'), path.join(other2, 'shipments', 'rums'));
  assert.ok((await pathsOf(other2)).includes('shipments/runs'));
});

test('expected and got are told where a checksum says them', async () => {
  const dir = copyOf(sound.model);
  flip(path.join(dir, 'calibration.f32'), 11, 3);
  const [problem] = (await verifyPath(dir)).problems;
  assert.match(String(problem.expected), /^[0-9a-f]{64}$/);
  assert.match(String(problem.got), /^[0-9a-f]{64}$/);
  assert.match(problem.what, /^model bundle .*: calibration\.f32 was altered: expected sha256 /);
});

test.run();
