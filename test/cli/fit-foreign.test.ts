import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { BundleCard } from '../../src/core/model/bundle.ts';
import { encodeModel, type OnnxNode } from '../../src/core/model/onnx/encode-model.ts';
import type { InferenceMetrics } from '../../src/core/snapshot/inference-metrics.ts';
import { runJson, runOads, scratchDir } from '../support/cli.ts';
import { makeShipments, makeSmallPipeline, type SmallPipeline } from '../support/small-pipeline.ts';

const test = suite('cli/fit-foreign');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;

const at = (name: string) => path.join(scratch.dir, name);

/** Labels and scores as scikit-learn's exports name them; the lower the score, the farther the row from (hours 48, log weight 4.1). */
function encodeClosest(): Uint8Array {
  const nodes: OnnxNode[] = [
    { operator: 'Sub', inputs: ['X', 'centre'], outputs: ['moved'] },
    { operator: 'Div', inputs: ['moved', 'scale'], outputs: ['scaled'] },
    { operator: 'ReduceL2', inputs: ['scaled'], outputs: ['distance'], attributes: { axes: Int32Array.of(1), keepdims: 1 } },
    { operator: 'Neg', inputs: ['distance'], outputs: ['scores'] },
  ];
  return encodeModel({
    name: 'closest',
    inputs: [{ name: 'X', shape: ['N', 2] }],
    outputs: [{ name: 'scores', shape: ['N', 1] }],
    constants: [
      { name: 'centre', shape: [1, 2], values: Float32Array.of(48, 4.1) },
      { name: 'scale', shape: [1, 2], values: Float32Array.of(10, 1) },
    ],
    nodes,
  });
}

test.before(async () => {
  scratch = await scratchDir();
  pipeline = await makeSmallPipeline(scratch.dir);
  writeFileSync(at('closest.onnx'), encodeClosest());
});
test.after(() => scratch.remove());

const fitForeign = (config: string, ...flags: string[]) => [
  'fit',
  '-c',
  config,
  '--onnx',
  at('closest.onnx'),
  '--reference',
  pipeline.reference,
  ...flags,
];

test('a foreign model goes through the whole pipeline: wrapped, run, explained, and its low scores are the anomalies', async () => {
  const config = pipeline.reconfigure('foreign.yaml', (yaml) =>
    yaml.replace('{path: model}', '{path: foreign}').replace('path: batch.csv', 'path: odd.csv'),
  );
  const fitted = await runOads(fitForeign(config, '--features', 'hours,weight', '--orientation', 'lower'));
  assert.is(fitted.code, 0, fitted.stderr);
  assert.match(fitted.stdout, /^input X: hours, weight$/m);
  assert.match(fitted.stdout, /^output scores, lower is anomalous; artifacts show higher as more anomalous$/m);
  assert.match(fitted.stdout, /^most anomalous reference row: hours \d+(\.\d+)?, weight \d+(\.\d+)?$/m);
  assert.match(fitted.stdout, /^note: the model was trained elsewhere: .* only if it never saw the rows/m);
  assert.match(fitted.stdout, /5,000 reference rows \(0 set aside\), 1,000 for calibration/);
  const card = JSON.parse(readFileSync(at('foreign/bundle.json'), 'utf8')) as BundleCard;
  assert.equal(
    card.features.map(({ name, model }) => `${name} ${model}`),
    ['hours true', 'weight true', 'mode false'],
  );
  assert.equal(readFileSync(at('foreign/model.onnx')), Buffer.from(encodeClosest()));

  const rows = makeShipments(1000, 2, 5000);
  rows[500].hours = 250;
  pipeline.writeBatch('odd.csv', rows);
  const { code, json, stderr } = await runJson<{ trust: string; run_dir?: string }>(['run', '-c', config, '--artifacts', at('out')]);
  assert.is(code, 0, stderr);
  assert.ok(json);
  const metrics = JSON.parse(readFileSync(at('out/shipments/latest/inference_metrics.json'), 'utf8')) as InferenceMetrics;
  assert.is(metrics.scored, 1000);
  assert.is(metrics.top[0].row, 500);
  assert.ok(metrics.top[0].is_anomaly && metrics.top[0].score > 20, 'higher is more anomalous in every artifact');
  assert.match(metrics.top[0].reasons[0].text, /^hours 250: above all of reference$/);
  const results = readFileSync(at('out/shipments/latest/anomaly_results.csv'), 'utf8').split('\n');
  assert.match(results[501], /^5500,20\.\d+,.*,true,hours 250: above all of reference/);
});

test('without features in the config, --features names columns', async () => {
  const config = pipeline.reconfigure('plain.yaml', (yaml) =>
    yaml.replace(/features:\n(?: {2}- .*\n)+/, '').replace('{path: model}', '{path: plain}'),
  );
  const { code, json, stderr } = await runJson<BundleCard>(fitForeign(config, '--features', 'hours,weight', '--orientation', 'lower'));
  assert.is(code, 0, stderr);
  assert.equal(
    json.features.map(({ column, transform, model }) => [column, transform, model]),
    [
      ['hours', 'identity', true],
      ['weight', 'identity', true],
    ],
  );
});

test('the most anomalous row is ordinary where the orientation is the wrong way round', async () => {
  const hoursBy = async (orientation: string) => {
    const flags = ['--features', 'hours,weight', '--orientation', orientation, '-o', at(`turned-${orientation}`)];
    const { code, stdout, stderr } = await runOads(fitForeign(pipeline.config, ...flags));
    assert.is(code, 0, stderr);
    return Number(/^most anomalous reference row: hours ([\d.]+)/m.exec(stdout)?.[1]);
  };
  assert.ok(Math.abs((await hoursBy('lower')) - 48) > 20, 'far from the middle, 48 +- 10');
  assert.ok(Math.abs((await hoursBy('higher')) - 48) < 5);
});

test('flags of our own detectors beside --onnx, and columns that are masked or dropped, are refused', async () => {
  for (const flags of [
    ['--detector', 'knn'],
    ['--reference-is', 'clean'],
  ]) {
    const refused = await runOads(fitForeign(pipeline.config, '--features', 'hours,weight', '--orientation', 'lower', ...flags));
    assert.is(refused.code, 2, refused.stderr);
    assert.match(refused.stderr, new RegExp(`expected either (?:--onnx or ${flags[0]}|${flags[0]} or --onnx), got both`));
  }
  const hidden = (columns: string) =>
    pipeline.reconfigure('hidden.yaml', (yaml) =>
      `${yaml.replace(/features:\n(?: {2}- .*\n)+/, '').replace(/ {2}- \{id: (weight|few).*\n/g, '')}columns: {${columns}}\n`.replace(
        '    weight: {type: number}\n',
        '',
      ),
    );
  for (const columns of ['drop: [weight]', `mask: [weight], mask_key: ${'k'.repeat(40)}`]) {
    const refused = await runOads(fitForeign(hidden(columns), '--features', 'hours,weight', '--orientation', 'lower', '-o', at('hidden')));
    assert.is(refused.code, 2, refused.stderr);
    assert.match(refused.stderr, /error\[OADS_CONFIG_COLUMNS\]: .*got "weight", .*feature "weight"/);
  }
});

test('what is missing or does not fit is said before a row is read', async () => {
  const refusals: [string[], number, RegExp][] = [
    [
      ['--features', 'hours,weight'],
      2,
      /error\[OADS_USAGE\]: expected --orientation higher or lower.*\n {2}hint: .*lower for score_samples/,
    ],
    [['--orientation', 'lower', '--features', 'hours'], 4, /error\[OADS_MODEL_WIDTH\]: expected a model of 1 features, got one of 2/],
    [
      ['--orientation', 'lower', '--features', 'hours,wieght'],
      2,
      /error\[OADS_FIT_FEATURES\]: --features: .*got "wieght"\n {2}hint: did you mean "weight"\?/,
    ],
    [['--orientation', 'lower', '--features', 'hours,hours'], 2, /error\[OADS_FIT_FEATURES\]: .*got hours twice/],
    [['--orientation', 'lower', '--features', 'hours,mode'], 2, /error\[OADS_FIT_FEATURES\]: .*got the categorical "mode"/],
    [['--orientation', 'lower', '--output-name', 'label'], 4, /error\[OADS_MODEL_OUTPUT\]: .*"label", got scores/],
  ];
  for (const [flags, expected, says] of refusals) {
    const { code, stderr } = await runOads([...fitForeign(pipeline.config, ...flags), '-o', at('refused')]);
    assert.is(code, expected, stderr);
    assert.match(stderr, says);
  }
});

test.run();
