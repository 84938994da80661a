import { appendFileSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runJson, runOads, scratchDir } from '../support/cli.ts';
import { makeShipments, makeSmallPipeline, type SmallPipeline } from '../support/small-pipeline.ts';

const test = suite('cli/verify');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;

test.before(async () => {
  scratch = await scratchDir();
  pipeline = await makeSmallPipeline(scratch.dir);
  for (const seed of [51, 52]) {
    pipeline.writeBatch('batch.csv', makeShipments(500, seed));
    assert.is((await runOads(['run', '-c', pipeline.config])).code, 0);
  }
});
test.after(() => scratch.remove());

type Report = { checked: number; problems: string[] };

test('sound artifacts and a sound bundle give 0', async () => {
  const artifacts = await runJson<Report>(['verify', pipeline.artifacts]);
  assert.equal([artifacts.code, artifacts.json.checked, artifacts.json.problems], [0, 2, []]);
  assert.is((await runOads(['verify', path.join(scratch.dir, 'model')])).code, 0);
});

test('one changed byte in any file of a run is found and the file named', async () => {
  // The chain covers every manifest but the newest one, which only a signature or an outside anchor could vouch for.
  const latest = path.basename(realpathSync(path.join(pipeline.artifacts, 'shipments', 'latest')));
  const runs = path.join(pipeline.artifacts, 'shipments', 'runs');
  const earlier = readdirSync(runs).find((name) => name !== latest) as string;
  const dir = path.join(runs, earlier);
  for (const name of readdirSync(dir)) {
    const file = path.join(dir, name);
    const sound = readFileSync(file);
    const altered = Buffer.from(sound);
    altered[altered.length >> 1] ^= 1;
    writeFileSync(file, altered);
    const { code, json } = await runJson<Report>(['verify', pipeline.artifacts]);
    assert.is(code, 1, name);
    assert.match(json.problems.join('\n'), name === 'manifest.json' ? earlier : name);
    writeFileSync(file, sound);
  }
  assert.is((await runOads(['verify', pipeline.artifacts])).code, 0, 'sound again');
});

test('an altered bundle gives 1 with the file named; a directory that is neither gives 3', async () => {
  const card = path.join(scratch.dir, 'model', 'reference.json');
  appendFileSync(card, ' ');
  const { code, stdout } = await runOads(['verify', path.join(scratch.dir, 'model')]);
  assert.is(code, 1);
  assert.match(stdout, /^ALTERED .*reference\.json was altered/m);
  const neither = await runOads(['verify', path.dirname(pipeline.config)]);
  assert.is(neither.code, 3);
  assert.is((await runOads(['verify', path.join(scratch.dir, 'nowhere')])).code, 3);
});

test.run();
