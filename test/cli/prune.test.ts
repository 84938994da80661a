import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runJson, runOads, scratchDir } from '../support/cli.ts';
import { makeShipments, makeSmallPipeline, type SmallPipeline } from '../support/small-pipeline.ts';

const test = suite('cli/prune');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;
const ids: string[] = [];

test.before(async () => {
  scratch = await scratchDir();
  pipeline = await makeSmallPipeline(scratch.dir);
  for (const seed of [51, 52, 53]) {
    pipeline.writeBatch('batch.csv', makeShipments(500, seed));
    ids.push((await runJson<{ run_id: string }>(['run', '-c', pipeline.config])).json.run_id);
  }
});
test.after(() => scratch.remove());

interface Answer {
  limits: object;
  dry_run: boolean;
  pipelines: { pipeline: string; removed: { run_id: string; bytes: number }[]; kept: { run_id: string }[]; bytes_freed: number }[];
}
const runsLeft = () => readdirSync(path.join(pipeline.artifacts, 'shipments', 'runs')).sort();

test('--dry-run says what goes, what stays and how much space it frees, and changes nothing', async () => {
  const { code, stdout } = await runOads(['prune', '-c', pipeline.config, '--runs', '2', '--dry-run']);
  assert.is(code, 0);
  assert.match(stdout, new RegExp(`^REMOVE {2}${ids[0]} {2}\\S+Z {2}beyond runs: 2 .* kB$`, 'm'));
  assert.match(stdout, new RegExp(`^KEEP {4}${ids[2]} {2}\\S+Z {2}latest, last_good, watermark `, 'm'));
  assert.match(
    stdout,
    /^shipments: 1 to be removed, 2 to be kept, 0 leftovers to be swept, .* kB to be freed \(limits: runs 2\); nothing was changed$/m,
  );
  assert.equal(runsLeft(), [...ids].sort());
});

test('flags override the part of the retention that they name', async () => {
  const config = pipeline.reconfigure('keep.yaml', (yaml) => `${yaml}retention: {runs: 3, days: 9}\n`);
  const { json } = await runJson<Answer>(['prune', '-c', config, '--runs', '1', '--dry-run']);
  assert.equal(json.limits, { runs: 1, days: 9 });
  assert.equal(
    json.pipelines[0].removed.map(({ run_id }) => run_id),
    [ids[1], ids[0]],
  );
  assert.equal((await runJson<Answer>(['prune', '-c', config])).json.limits, { runs: 3, days: 9 });
});

test('--artifacts without a config prunes every pipeline; what is kept verifies', async () => {
  const { code, json } = await runJson<Answer>(['prune', '--artifacts', pipeline.artifacts, '--runs', '1']);
  assert.is(code, 0);
  assert.equal(
    json.pipelines.map(({ pipeline: name, removed, kept }) => [name, removed.length, kept.length]),
    [['shipments', 2, 1]],
  );
  assert.ok(json.pipelines[0].bytes_freed > 1000);
  assert.equal(runsLeft(), [ids[2]]);
  assert.is((await runOads(['verify', pipeline.artifacts])).code, 0);
  const { json: none } = await runJson<Answer>(['prune', '--artifacts', path.join(scratch.dir, 'nowhere'), '--days', '1']);
  assert.equal(none.pipelines, []);
  assert.not(existsSync(path.join(scratch.dir, 'nowhere')));
});

test('a limit below 1 is a usage error', async () => {
  for (const flag of ['--runs=0', '--days=-1', '--days=7d'])
    assert.is((await runOads(['prune', '-c', pipeline.config, flag])).code, 2, flag);
});

test('retention and the clock change neither the run id nor a byte beside the manifest', async () => {
  const clock = path.join(scratch.dir, 'clock.mjs');
  writeFileSync(
    clock,
    `const Real = Date;
globalThis.Date = class extends Real {
  constructor(...given) {
    if (given.length === 0) super(Real.now() - 1e9);
    else super(...given);
  }
  static now() {
    return Real.now() - 1e9;
  }
};`,
  );
  const config = pipeline.reconfigure('keep.yaml', (yaml) => `${yaml}retention: {runs: 1}\n`);
  const elsewhere = path.join(scratch.dir, 'elsewhere');
  const again = await runJson<{ run_id: string; artifacts: string }>(['run', '-c', config, '--artifacts', elsewhere], {
    env: { NODE_OPTIONS: `--import=${clock}` },
  });
  assert.is(again.json.run_id, ids[2]);
  for (const name of readdirSync(again.json.artifacts).filter((file) => file !== 'manifest.json')) {
    const before = path.join(pipeline.artifacts, 'shipments', 'runs', ids[2], name);
    assert.equal(readFileSync(path.join(again.json.artifacts, name)), readFileSync(before), name);
  }
});

test('old runs that cannot be removed are a warning: the new run is there', async () => {
  writeFileSync(path.join(pipeline.artifacts, 'shipments', 'pruned.json'), '{');
  pipeline.writeBatch('batch.csv', makeShipments(500, 54));
  const config = pipeline.reconfigure('keep.yaml', (yaml) => `${yaml}retention: {runs: 1}\n`);
  const { code, stderr } = await runOads(['run', '-c', config]);
  assert.is(code, 0, stderr);
  assert.match(
    stderr,
    /^warning: the run is written, but old runs were kept: expected a readable record .*pruned\.json is not valid JSON$/m,
  );
  assert.is(runsLeft().length, 2);
});

test.run();
