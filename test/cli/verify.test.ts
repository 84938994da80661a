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

type Report = { checked: number; problems: { path: string; what: string }[]; inputs: { input: string; same: boolean }[] };

test('sound artifacts and a sound bundle give 0', async () => {
  const artifacts = await runJson<Report>(['verify', pipeline.artifacts]);
  assert.equal([artifacts.code, artifacts.json.checked, artifacts.json.problems], [0, 2, []]);
  assert.is((await runOads(['verify', path.join(scratch.dir, 'model')])).code, 0);
});

test('one changed byte in any file of a run is found and the file named', async () => {
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
    const named = `shipments/runs/${earlier}/${name}`;
    assert.ok(
      json.problems.some((problem) => problem.path === named),
      JSON.stringify(json.problems),
    );
    writeFileSync(file, sound);
  }
  assert.is((await runOads(['verify', pipeline.artifacts])).code, 0, 'sound again');
});

test('a config beside it: a bundle must have its features; of a run it is said whether its inputs are still there', async () => {
  const model = path.join(scratch.dir, 'model');
  assert.is((await runOads(['verify', model, '-c', pipeline.config])).code, 0);
  const other = pipeline.reconfigure('other.yaml', (yaml) => yaml.replace('column: hours}', 'column: hours, transform: log1p}'));
  const { code, stdout, json } = await runJson<Report>(['verify', model, '-c', other]);
  assert.equal([code, json.problems.map((problem) => problem.path)], [1, ['bundle.json']], stdout);
  assert.match(json.problems[0].what, 'fitted on other features than the config names: they differ at "hours"');

  const same = await runJson<Report>(['verify', pipeline.artifacts, '-c', pipeline.config]);
  assert.equal(
    [same.code, same.json.inputs.map(({ input, same: isSame }) => [input, isSame])],
    [
      0,
      [
        ['config', true],
        ['bundle', true],
        ['rows', true],
      ],
    ],
  );
  const text = await runOads(['verify', pipeline.artifacts, '-c', other]);
  assert.is(text.code, 0, 'another config is no damage');
  assert.match(text.stdout, /^config of run [0-9a-f]{16}: another one than is there now$/m);
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
