import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceError, StoreError } from '../../../src/core/errors.ts';
import { Batch } from '../../../src/core/frame/batch.ts';
import { partName, readParts, writePart } from '../../../src/core/frame/part-store.ts';
import { loadPolars } from '../../../src/core/frame/polars.ts';

const test = suite('frame/part-store');
await loadPolars();
let dir = '';
test.before.each(async () => {
  dir = await mkdtemp(join(tmpdir(), 'oads-parts-'));
});
test.after.each(() => rm(dir, { recursive: true, force: true }));

function batchOf(...values: number[]): Batch {
  return Batch.fromColumns(
    [
      { name: 'x', type: 'number' },
      { name: 't', type: 'text' },
    ],
    new Map([
      ['x', { type: 'number', values: Float64Array.from(values) }],
      ['t', { type: 'text', codes: new Uint32Array(values.length), dictionary: ['a'] }],
    ]),
    values.length,
  );
}

async function read(options = {}): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of readParts(dir, options)) batches.push(batch);
  return batches;
}

test('parts come back in order, one batch each, with running offsets', async () => {
  for (const [index, batch] of [batchOf(1, 2), batchOf(3), batchOf(), batchOf(4, 5, 6)].entries()) await writePart(dir, index, batch);
  await writeFile(join(dir, 'part-000001.parquet.tmp'), 'not a part');
  const batches = await read();
  assert.equal(
    batches.map(({ offset, rows }) => [offset, rows]),
    [
      [0, 2],
      [2, 1],
      [3, 0],
      [3, 3],
    ],
  );
  assert.equal(
    batches.flatMap((batch) => [...batch.numbers('x')]),
    [1, 2, 3, 4, 5, 6],
  );
});

test('parts beyond a million stay in order', async () => {
  await writePart(dir, 1_000_000, batchOf(2));
  await writePart(dir, 999_999, batchOf(1));
  assert.equal((await readdir(dir)).sort(), ['part-1000000.parquet', 'part-999999.parquet']);
  assert.is(partName(7), 'part-000007.parquet');
  assert.equal(
    (await read()).flatMap((batch) => [...batch.numbers('x')]),
    [1, 2],
  );
});

test('a projection', async () => {
  await writePart(dir, 0, batchOf(1));
  assert.equal((await read({ columns: ['t'] }))[0].schema, [{ name: 't', type: 'text' }]);
});

test("a part is the owner's alone and is overwritten", async () => {
  const path = await writePart(dir, 0, batchOf(1, 2, 3));
  await writePart(dir, 0, batchOf(9));
  assert.is((await stat(path)).mode & 0o777, 0o600);
  assert.equal(
    (await read()).flatMap((batch) => [...batch.numbers('x')]),
    [9],
  );
});

test('a directory that is missing', async () => {
  assert.instance(await writePart(join(dir, 'missing'), 0, batchOf(1)).catch((thrown) => thrown), StoreError);
  dir = join(dir, 'missing');
  assert.instance(await read().catch((thrown) => thrown), SourceError);
});

test('a damaged part is a source error', async () => {
  await writePart(dir, 0, batchOf(1));
  await writeFile(join(dir, partName(1)), 'PAR1 rubbish PAR1');
  assert.instance(await read().catch((thrown) => thrown), SourceError);
});

test.run();
