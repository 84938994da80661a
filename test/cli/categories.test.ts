import { readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { InferenceMetrics } from '../../src/core/snapshot/inference-metrics.ts';
import { runOads, scratchDir } from '../support/cli.ts';
import { makeShipments, makeSmallPipeline, type SmallPipeline } from '../support/small-pipeline.ts';

const test = suite('cli/categories');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;
let config: string;

const at = (name: string) => path.join(scratch.dir, name);

/** Shipments of three usual modes and, in one row of 500, a rare one. */
function makeMixed(count: number, seed: number, first = 0) {
  return makeShipments(count, seed, first).map((row, index) => (index % 500 === 250 ? { ...row, mode: 'mule' } : row));
}

test.before(async () => {
  scratch = await scratchDir();
  pipeline = await makeSmallPipeline(scratch.dir);
  config = pipeline.reconfigure('categories.yaml', (yaml) =>
    yaml
      .replace('kind: categorical}', 'kind: categorical, model: true}')
      .replace('[air, sea, road]', '[air, sea, road, mule, barge]')
      .replace('{path: model}', '{path: categories}\nscore: {top: 1000}')
      .replace('path: batch.csv', 'path: mixed.csv'),
  );
  const reference = pipeline.writeBatch('mixed-reference.csv', makeMixed(5000, 1));
  const fitted = await runOads(['fit', '-c', config, '--reference', reference, '--detector', 'ensemble']);
  assert.is(fitted.code, 0, fitted.stderr);
});
test.after(() => scratch.remove());

test('a rare, an unseen and a missing category enter the model and are named as reasons', async () => {
  const rows = makeMixed(1000, 2, 5000);
  rows[600].mode = 'barge';
  rows[700] = { ...rows[700], mode: '', hours: 48, weight: 55 };
  pipeline.writeBatch('mixed.csv', rows);
  const run = await runOads(['run', '-c', config, '--artifacts', at('out')]);
  assert.is(run.code, 0, run.stderr);
  const { top } = JSON.parse(readFileSync(at('out/shipments/latest/inference_metrics.json'), 'utf8')) as InferenceMetrics;
  const reasonOf = (row: number) => {
    const found = top.find((entry) => entry.row === row);
    return found?.reasons.find(({ feature }) => feature === 'mode');
  };
  assert.is(reasonOf(250)?.text, 'mode mule: seen in 0.2 % of reference');
  assert.equal([reasonOf(250)?.value, reasonOf(250)?.direction], ['mule', 'rare']);
  assert.is(reasonOf(600)?.text, 'mode barge: unseen in reference');
  const scoreOf = (row: number) => top.find((entry) => entry.row === row)?.score ?? Number.NaN;
  const median = top[499].score;
  assert.ok(scoreOf(600) > median && scoreOf(250) > median, 'rarer is more anomalous');
  assert.ok(scoreOf(700) < median, 'a null is missing like any other value: it becomes the median');
  assert.is(reasonOf(700)?.text, 'mode is missing');
});

test('the row of a category scores the same alone as among others', async () => {
  const rows = makeMixed(1000, 2, 5000);
  rows[600].mode = 'barge';
  rows[700].mode = '';
  const scoresOf = async (name: string, chosen: typeof rows) => {
    const scored = await runOads(['score', pipeline.writeBatch(name, chosen), '-c', config, '-o', at(`scores-${name}`)]);
    assert.is(scored.code, 0, scored.stderr);
    const lines = readFileSync(at(`scores-${name}`), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1);
    return new Map(lines.map((line) => [line.split(',')[0], line]));
  };
  const together = await scoresOf('all.csv', rows);
  assert.is(together.size, 1000);
  for (const row of [250, 600, 700]) {
    const alone = await scoresOf('one.csv', [rows[row]]);
    const id = String(rows[row].id);
    assert.ok(alone.has(id));
    assert.is(alone.get(id), together.get(id));
  }
});

test.run();
