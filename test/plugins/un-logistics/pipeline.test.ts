import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeSample } from '../../../plugins/un-logistics/sample/generate.ts';
import { root, runJson, runOads, scratchDir } from '../../support/cli.ts';

const test = suite('plugins/un-logistics/pipeline');
const SAMPLE = path.join(root, 'config/sample/un-logistics');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
test.before(async () => {
  scratch = await scratchDir();
});
test.after(() => scratch.remove());

test('the sample is what the generator writes, to the byte, and small', () => {
  writeSample(scratch.dir);
  const names = readdirSync(SAMPLE).sort();
  assert.equal(names, ['history.csv', 'planted.csv', 'shipments.csv']);
  let bytes = 0;
  for (const name of names) {
    const committed = readFileSync(path.join(SAMPLE, name));
    assert.is(readFileSync(path.join(scratch.dir, name)).equals(committed), true, name);
    bytes += committed.length;
  }
  assert.ok(bytes < 300_000, `${bytes} bytes`);
});

interface Run {
  readonly summary: { readonly quality_flag: string; readonly drift_flag: string; readonly trust_level: string };
}
interface Quality {
  readonly checks: {
    readonly id: string;
    readonly status: string;
    readonly samples?: { readonly values: { readonly shipment_id: string } }[];
  }[];
}

test('the ready pipeline runs: qualified, the planted anomalies on top or named by the checks', async () => {
  const artifacts = path.join(scratch.dir, 'artifacts');
  const env = {
    OADS_DATA_DIR: path.join(scratch.dir, 'data'),
    OADS_CONFIG_DIR: path.join(scratch.dir, 'config'),
    OADS_CACHE_DIR: path.join(scratch.dir, 'cache'),
  };
  const linked = await runOads(['plugins', 'link', path.join(root, 'plugins/un-logistics'), '--no-install'], { env });
  assert.is(linked.code, 0, linked.stderr);
  const { code, json, stderr } = await runJson<Run>(['run', '-c', 'config/un-logistics.yaml', '--artifacts', artifacts], { env });
  assert.is(code, 0, stderr);
  const { quality_flag, drift_flag, trust_level } = json.summary;
  assert.equal({ quality_flag, drift_flag, trust_level }, { quality_flag: 'warn', drift_flag: 'none', trust_level: 'qualified' });

  const run = path.join(artifacts, 'un-logistics/latest');
  const planted = readLines(path.join(SAMPLE, 'planted.csv')).map(([id]) => id);
  const scores = readLines(path.join(run, 'anomaly_results.csv')).sort((a, b) => Number(b[1]) - Number(a[1]));
  const top = scores.slice(0, 5).map(([id]) => id);
  assert.equal([...top].sort(), planted.slice(0, 5).sort());
  const { checks } = JSON.parse(readFileSync(path.join(run, 'quality_snapshot.json'), 'utf8')) as Quality;
  const warned = checks.filter(({ status }) => status === 'warn');
  const named = new Set(warned.flatMap(({ samples = [] }) => samples.map(({ values }) => values.shipment_id)));
  assert.equal(
    planted.slice(5).filter((id) => !named.has(id)),
    [],
  );
});

function readLines(file: string): string[][] {
  const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => line.split(','));
}

test.run();
