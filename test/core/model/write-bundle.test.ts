import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StoreError } from '../../../src/core/errors.ts';
import { openBundle } from '../../../src/core/model/bundle.ts';
import { writeBundle } from '../../../src/core/model/write-bundle.ts';
import { fitSmall } from './small-bundle.ts';

const test = suite('model/write-bundle');

const content = await fitSmall();
let base: string;
test.before.each(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'oads-write-'));
});
test.after.each(() => rm(base, { recursive: true }));

async function bytesOf(dir: string): Promise<Record<string, string>> {
  const names = (await readdir(dir)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, (await readFile(path.join(dir, name))).toString('base64')])),
  );
}

test('what is written opens as what was given; the digest is that of bundle.json', async () => {
  const dir = path.join(base, 'deep', 'bundle');
  const digest = await writeBundle(dir, content);
  const { card, reference, calibration, model, digest: opened } = await openBundle(dir);
  const { files, ...rest } = card;
  assert.equal(rest, content.card);
  assert.equal(Object.keys(files).sort(), ['calibration.f32', 'model.onnx', 'reference.json']);
  assert.equal(reference, content.reference);
  assert.equal(calibration, content.calibration);
  assert.equal(Buffer.from(model), Buffer.from(content.model));
  assert.is(opened, digest);
  assert.is(
    digest,
    createHash('sha256')
      .update(await readFile(path.join(dir, 'bundle.json')))
      .digest('hex'),
  );
});

test('the same content gives the same bytes in another place', async () => {
  await writeBundle(path.join(base, 'one'), content);
  await writeBundle(path.join(base, 'two'), content);
  assert.equal(await bytesOf(path.join(base, 'one')), await bytesOf(path.join(base, 'two')));
});

test('an existing bundle is replaced whole, and nothing stays beside it', async () => {
  const dir = path.join(base, 'bundle');
  await writeBundle(dir, content);
  await writeFile(path.join(dir, 'stray.txt'), 'x');
  await writeBundle(dir, { ...content, card: { ...content.card, name: 'second' } });
  assert.is((await openBundle(dir)).card.name, 'second');
  assert.equal((await readdir(dir)).sort(), ['bundle.json', 'calibration.f32', 'model.onnx', 'reference.json']);
  assert.equal(await readdir(base), ['bundle']);
});

test('a place that cannot be written is a store error', async () => {
  await writeFile(path.join(base, 'file'), '');
  const error = await writeBundle(path.join(base, 'file', 'bundle'), content).catch((thrown: unknown) => thrown);
  assert.instance(error, StoreError);
  assert.is((error as StoreError).exitCode, 3);
  assert.is((error as StoreError).code, 'OADS_MODEL_WRITE');
});

test.run();
