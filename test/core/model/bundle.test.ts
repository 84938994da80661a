import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ModelError } from '../../../src/core/errors.ts';
import { modelInputs, openBundle } from '../../../src/core/model/bundle.ts';
import { type BundleContent, writeBundle } from '../../../src/core/model/write-bundle.ts';
import { fitSmall, SPECS } from './small-bundle.ts';

const test = suite('model/bundle');

const content = await fitSmall();
let dir: string;
let digest: string;
test.before.each(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'oads-open-'));
  ({ digest } = await writeBundle(path.join(dir, 'bundle'), content));
});
test.after.each(() => rm(dir, { recursive: true }));

const bundleDir = () => path.join(dir, 'bundle');
const fileOf = (name: string) => path.join(bundleDir(), name);

async function refusal(code: string): Promise<string> {
  const error = await openBundle(bundleDir()).then(
    () => assert.unreachable(`expected ${code}`),
    (thrown: unknown) => thrown,
  );
  assert.instance(error, ModelError, String(error));
  assert.is((error as ModelError).exitCode, 4);
  assert.is((error as ModelError).code, code, String(error));
  return (error as ModelError).message;
}

test('one changed byte, one more and one less in a file are found, and the file is named', async () => {
  for (const name of ['model.onnx', 'reference.json', 'calibration.f32']) {
    const sound = await readFile(fileOf(name));
    const changed = Buffer.from(sound);
    changed[Math.floor(sound.length / 2)] ^= 1;
    for (const bytes of [changed, Buffer.concat([sound, Buffer.of(0)]), sound.subarray(1), Buffer.alloc(0)]) {
      await writeFile(fileOf(name), bytes);
      assert.match(await refusal('OADS_MODEL_CHECKSUM'), new RegExp(`${name.replace('.', '\\.')} was altered: expected sha256`));
    }
    await writeFile(fileOf(name), sound);
  }
  assert.is((await openBundle(bundleDir())).digest, digest);
});

test('no byte of bundle.json can change unnoticed', async () => {
  const sound = await readFile(fileOf('bundle.json'));
  for (let at = 0; at < sound.length; at += 29) {
    const changed = Buffer.from(sound);
    changed[at] ^= 4;
    await writeFile(fileOf('bundle.json'), changed);
    const result = await openBundle(bundleDir()).catch((thrown: unknown) => thrown);
    assert.instance(result, ModelError, `byte ${at}: ${String(result)}`);
  }
});

test('a missing file is named, with what to do', async () => {
  for (const name of ['bundle.json', 'model.onnx', 'reference.json', 'calibration.f32']) {
    const sound = await readFile(fileOf(name));
    await rm(fileOf(name));
    assert.match(await refusal('OADS_MODEL_MISSING'), new RegExp(`expected a readable file ${name}: ENOENT`));
    await writeFile(fileOf(name), sound);
  }
  await rm(bundleDir(), { recursive: true });
  await refusal('OADS_MODEL_MISSING');
});

test('a card that is not JSON, of another version, or with more in it', async () => {
  const card = JSON.parse(await readFile(fileOf('bundle.json'), 'utf8'));
  await writeFile(fileOf('bundle.json'), '{');
  assert.match(await refusal('OADS_MODEL_INVALID'), /bundle\.json is not JSON/);
  for (const [change, message] of [
    [{ schema: 'oads/bundle/v2' }, /schema: expected "oads\/bundle\/v1", got "oads\/bundle\/v2"/],
    [{ extra: 1 }, /extra: .*unknown key "extra"/],
    [{ threshold: 'high' }, /threshold: expected number, got "high"/],
    [{ features: [] }, /features: expected array with at least 1 item/],
    [{ files: { ...card.files, 'model.onnx': 'abc' } }, /files\.model\.onnx: expected string/],
  ] as const) {
    await writeFile(fileOf('bundle.json'), JSON.stringify({ ...card, ...change }));
    assert.match(await refusal('OADS_MODEL_INVALID'), message);
  }
});

async function rewrite(change: Partial<BundleContent>): Promise<string> {
  await writeBundle(bundleDir(), { ...content, ...change });
  return refusal('OADS_MODEL_INVALID');
}

test('a calibration that no fit would write, though its checksum is right', async () => {
  const expected = /calibration\.f32: expected finite float32 scores in ascending order/;
  for (const scores of [Float32Array.of(2, 1), Float32Array.of(1, NaN), Float32Array.of(1, Infinity), new Float32Array(0)]) {
    assert.match(await rewrite({ calibration: scores }), expected);
  }
  const odd = { buffer: content.calibration.buffer, byteOffset: 0, byteLength: 7 } as unknown as Float32Array;
  assert.match(await rewrite({ calibration: odd }), expected);
});

test('a feature without its reference', async () => {
  const { reference } = content;
  const without = { ...reference, features: reference.features.filter(({ feature }) => feature !== 'b') };
  assert.match(await rewrite({ reference: without }), /reference\.json: expected a numeric reference of feature "b"/);
  const cut = {
    ...reference,
    features: reference.features.map((feature) => (feature.kind === 'numeric' ? { ...feature, bins: [1] } : feature)),
  };
  assert.match(await rewrite({ reference: cut }), /numeric reference of feature "a"/);
});

test('figures of the card that do not follow from the files', async () => {
  const { card, reference, calibration } = content;
  const cases: [Partial<BundleContent>, RegExp][] = [
    [{ card: { ...card, threshold: 5 } }, /bundle\.json: expected the threshold 0\.\d+ that the calibration gives for 0\.02, got 5/],
    [{ card: { ...card, false_alarm_rate: -3 } }, /expected a false alarm rate in \(0, 0\.5\], got -3/],
    [{ calibration: calibration.slice(0, 100) }, /expected 100 calibration rows as in calibration\.f32, got 300/],
    [{ reference: { ...reference, rows: 799 } }, /reference\.json: feature "a" counts 800 rows of 799/],
  ];
  for (const [change, message] of cases) assert.match(await rewrite(change), message);
});

test('a training that cannot have been', async () => {
  const { card } = content;
  const training = (change: Partial<typeof card.training>) => ({ card: { ...card, training: { ...card.training, ...change } } });
  const { reference_is: _is, combine_rows: _combine, trimming: _trimming, ...bare } = card.training;
  const cases: [Partial<BundleContent>, RegExp][] = [
    [training({ rows: 801 }), /bundle\.json: expected training on the 800 rows of reference\.json, got 801/],
    [training({ training_rows: 501 }), /expected at most 800 rows in all parts of the training, got 801/],
    [training({ from: '2024-02-01', to: '2024-01-31T00:00:00Z' }), /expected training\.from before 2024-01-31T00:00:00Z, got 2024-02-01/],
    [training({ detector: 'onnx' }), /no training rows of a model that was made elsewhere, got 500/],
    [
      training({ detector: 'onnx', training_rows: 0 }),
      /nothing known of the training of a model that was made elsewhere, got reference_is/,
    ],
    [{ card: { ...card, training: { ...bare, training_rows: 0 } } }, /expected training rows of the detector iforest, got none/],
  ];
  for (const [change, message] of cases) assert.match(await rewrite(change), message);
  await writeBundle(bundleDir(), { ...content, ...training({ from: '2024-02-01', to: '2024-02-01' }) });
  assert.is((await openBundle(bundleDir())).card.training.from, '2024-02-01');
});

test('the model reads the features with model: true, in their order', async () => {
  const { card } = await openBundle(bundleDir());
  assert.equal(
    modelInputs(card).map(({ name }) => name),
    SPECS.filter((spec) => spec.model).map(({ name }) => name),
  );
});

test.run();
