import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { writeSample } from '../../../plugins/cern-detector/sample/generate.ts';
import { root, runJson, runOads, scratchDir } from '../../support/cli.ts';

const test = suite('cern-detector/pipeline');
const sample = path.join(root, 'config', 'sample', 'cern-detector');

test('the sample is what its generator writes', async () => {
  const { dir, remove } = await scratchDir();
  try {
    writeSample(dir);
    assert.equal(readdirSync(dir).sort(), readdirSync(sample).sort());
    for (const file of readdirSync(dir)) assert.ok(readFileSync(path.join(dir, file)).equals(readFileSync(path.join(sample, file))), file);
  } finally {
    await remove();
  }
});

interface Snapshot {
  readonly checks: { readonly id: string; readonly status: string; readonly failed: { readonly count: number } | null }[];
}

test('what is planted is found: odd events on top, impossible ones set aside, two lumisections named', async () => {
  const { dir, remove } = await scratchDir();
  try {
    const env = { OADS_DATA_DIR: path.join(dir, 'data') };
    const linked = await runOads(['plugins', 'link', path.join(root, 'plugins/cern-detector'), '--no-install'], { env });
    assert.is(linked.code, 0, linked.stderr);
    const artifacts = path.join(dir, 'artifacts');
    const config = path.join(root, 'config', 'cern-detector.yaml');
    const { code, json, stderr } = await runJson<{ summary: { trust_level: string } }>(['run', '-c', config, '--artifacts', artifacts], {
      env,
    });
    assert.is(code, 0, stderr);
    assert.is(json.summary.trust_level, 'qualified');
    const latest = path.join(artifacts, 'cern-detector', 'latest');
    const [, ...rows] = readFileSync(path.join(latest, 'anomaly_results.csv'), 'utf8').trim().split('\n');
    const top = rows.map((row) => row.split(',')).sort((a, b) => Number(b[3]) - Number(a[3]));
    assert.equal(
      top.slice(0, 4).map((row) => row[2]),
      ['5000902000', '5002044000', '5000431000', '5001517000'],
    );
    const { checks } = JSON.parse(readFileSync(path.join(latest, 'quality_snapshot.json'), 'utf8')) as Snapshot;
    const failed = Object.fromEntries(checks.filter(({ status }) => status !== 'pass').map((check) => [check.id, check.failed?.count]));
    assert.equal(failed, { possible: 2, charges: 1, certified: 199, azimuths: 81, 'momentum-scale': 99 });
  } finally {
    await remove();
  }
});

test.run();
