import { readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PLANTED } from '../../../plugins/iata-ops/sample/plant.ts';
import { root, runJson, runOads, scratchDir } from '../../support/cli.ts';

const test = suite('plugins/iata-ops/pipeline');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let env: Record<string, string>;

test.before(async () => {
  scratch = await scratchDir();
  env = { OADS_DATA_DIR: path.join(scratch.dir, 'data') };
  const { code, stderr } = await runOads(['plugins', 'link', path.join(root, 'plugins/iata-ops'), '--no-install'], { env });
  assert.is(code, 0, stderr);
});
test.after(() => scratch.remove());

test('the ready pipeline finds what is wrong with the sample', async () => {
  const artifacts = path.join(scratch.dir, 'artifacts');
  const config = path.join(root, 'config/iata-ops.yaml');
  const { code, json } = await runJson<{ trust: { level: string } }>(['run', '-c', config, '--artifacts', artifacts], { env });
  assert.is(code, 0);
  assert.is(json.trust.level, 'qualified');
  const read = (file: string) => readFileSync(path.join(artifacts, 'iata-ops/latest', file), 'utf8');
  const flagged = read('anomaly_results.csv')
    .split('\n')
    .map((line) => line.split(','))
    .filter((cells) => cells[7] === 'true')
    .map((cells) => Number(cells[2]));
  for (const flight of [PLANTED.longTaxiOut, PLANTED.longDelay, PLANTED.holding]) {
    assert.ok(flagged.includes(flight), `flight ${flight} is not among the anomalies ${flagged}`);
  }
  const { checks } = JSON.parse(read('quality_snapshot.json')) as { checks: SnapshotCheck[] };
  const warned = new Map(checks.filter(({ status }) => status !== 'pass').map((check) => [check.id, check]));
  const found = (id: string) => warned.get(id)?.samples?.map(({ values }) => Number(values.flight));
  assert.equal([...warned.keys()].sort(), [
    'declared-delay',
    'late-aircraft-was-late',
    'midnight-wrap',
    'tail-in-two-places',
    'turnaround',
  ]);
  assert.equal(found('midnight-wrap'), [PLANTED.wrongDay]);
  assert.equal(found('turnaround'), [PLANTED.shortTurnaround]);
  assert.equal(found('late-aircraft-was-late'), [PLANTED.blamesInbound]);
  assert.equal(found('declared-delay'), [PLANTED.wrongCause]);
  assert.ok(found('tail-in-two-places')?.includes(PLANTED.wrongTail));
});

test('the pipeline of schedules finds a leg that is scheduled twice and a lost record', async () => {
  const { code, json } = await runJson<{ checks: SnapshotCheck[] }>(['check', '-c', 'iata-ops:schedule'], { env, cwd: scratch.dir });
  assert.is(code, 0);
  const warned = json.checks.filter(({ status }) => status !== 'pass').map(({ id, samples }) => [id, samples?.length]);
  assert.equal(warned, [
    ['serials', 1],
    ['readable', 1],
    ['scheduled-twice', 1],
  ]);
});

interface SnapshotCheck {
  readonly id: string;
  readonly status: string;
  readonly samples?: readonly { readonly values: Readonly<Record<string, unknown>> }[];
}

test.run();
