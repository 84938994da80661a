import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceError } from '../../../src/core/errors.ts';
import type { Batch } from '../../../src/core/frame/batch.ts';
import { cellAt } from '../../../src/core/frame/cell.ts';
import { conformBatch } from '../../../src/core/load/conform.ts';
import { fileLoader } from '../../../src/core/load/file-loader.ts';
import type { LoadContext } from '../../../src/core/load/loader.ts';
import { isValid } from '../../../src/core/schema/validate.ts';

const test = suite('load/file-loader');
const dir = await mkdtemp(join(tmpdir(), 'oads-file-loader-'));
test.after(() => rm(dir, { recursive: true, force: true }));

const warnings: string[] = [];
test.before.each(() => {
  warnings.length = 0;
});

const CONTEXT: LoadContext = {
  asOf: new Date('2024-01-10T00:00:00Z'),
  contract: [],
  key: [],
  batchRows: 2,
  baseDir: dir,
  warn: (message) => warnings.push(message),
};

async function load(options: unknown, context: Partial<LoadContext> = {}): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of fileLoader.load(options, { ...CONTEXT, ...context })) batches.push(batch);
  return batches;
}

function rowsOf(batches: Batch[]): unknown[][] {
  return batches.flatMap((batch) =>
    Array.from({ length: batch.rows }, (_, row) => batch.schema.map(({ name }) => cellAt(batch.column(name), row))),
  );
}

await writeFile(
  join(dir, 'rows.csv'),
  'id,at\n1,2024-01-01\n2,2024-01-02T00:00:00Z\n3,2024-01-02 23:59:59.999999\n4,2024-01-03\n5,\n6,soon\n7,2024-01-02T12:00+01:00\n8,2024-01-02 01:00\n',
);
const contract = [{ name: 'at', type: 'timestamp' }] as const;
const window = { column: 'at', from: '2024-01-02T00:00:00Z', to: '2024-01-03T00:00:00Z' };

test('reads a path relative to the config, in the order of the file', async () => {
  const batches = await load({ path: 'rows.csv' }, { contract });
  assert.equal(
    batches.map(({ offset, rows }) => [offset, rows]),
    [
      [0, 2],
      [2, 2],
      [4, 2],
      [6, 2],
    ],
  );
  assert.equal(rowsOf(await load({ path: join(dir, 'rows.csv'), columns: ['id'] }))[7], [8]);
});

test('keeps the rows in the window, whose start is in it and whose end is not, and those without a readable time', async () => {
  const batches = await load({ path: 'rows.csv' }, { window, contract });
  assert.equal(
    rowsOf(batches).map(([id]) => id),
    [2, 3, 5, 6, 7, 8],
  );
  assert.equal(
    batches.map(({ offset, rows }) => [offset, rows]),
    [
      [0, 1],
      [1, 1],
      [2, 2],
      [4, 2],
    ],
  );
  assert.equal(warnings, []);
  const { batch, failures } = conformBatch(batches[2], contract);
  assert.equal([cellAt(batch.column('at'), 0), cellAt(batch.column('at'), 1)], [null, null]);
  assert.equal(failures.get('at'), Uint8Array.from([0, 1]));
});

test('an unreadable time outside the contract is refused, as no check would see it; a null is handed on', async () => {
  const error = await load({ path: 'rows.csv' }, { window }).catch((thrown) => thrown);
  assert.instance(error, SourceError);
  assert.is(error.code, 'OADS_COLUMN_TYPE');
  assert.match(error.message, /rows\.csv: row 6: expected a time in the window's column "at", got "soon"$/);
  await writeFile(join(dir, 'nulls.csv'), 'id,at\n1,\n2,2024-01-02\n3,2024-01-05\n');
  assert.equal(rowsOf(await load({ path: 'nulls.csv' }, { window })), [
    [1, null],
    [2, '2024-01-02T00:00:00Z'],
  ]);
});

test('a column of which nothing reads as a time is no window', async () => {
  await writeFile(join(dir, 'names.csv'), 'id,at\n1,ann\n2,\n3,bob\n');
  const error = await load({ path: 'names.csv' }, { window, contract }).catch((thrown) => thrown);
  assert.instance(error, SourceError);
  assert.is(error.code, 'OADS_COLUMN_TYPE');
  assert.match(error.message, /expected times in the window's column "at", got 2 values of which none reads as one/);
  await writeFile(join(dir, 'no-times.csv'), 'id,at\n1,\n2,\n');
  assert.is(rowsOf(await load({ path: 'no-times.csv' }, { window, contract })).length, 2);
});

test('the window does not depend on the contract or on the columns asked for', async () => {
  for (const contract of [[{ name: 'at', type: 'text' }], [{ name: 'at', type: 'timestamp' }], [{ name: 'at', type: 'date' }]] as const) {
    const days = contract[0]?.type === 'date';
    const batches = await load({ path: 'rows.csv', columns: ['id'] }, { window, contract });
    assert.equal(
      rowsOf(batches).map(([id]) => id),
      [2, 3, 5, 6, 7, 8],
      `${days}`,
    );
  }
});

test('no row in the window gives one batch of no rows', async () => {
  await writeFile(join(dir, 'timed.csv'), 'id,at\n1,2024-01-01\n2,2024-01-02\n');
  const batches = await load({ path: 'timed.csv' }, { window: { ...window, from: '2030-01-01T00:00:00Z', to: '2030-01-02T00:00:00Z' } });
  assert.is(batches.length, 1);
  assert.is(batches[0].rows, 0);
  assert.equal(
    batches[0].schema.map(({ name }) => name),
    ['id', 'at'],
  );
});

test('a window on a column that is not there or holds no times', async () => {
  const missing = await load({ path: 'rows.csv' }, { window: { ...window, column: 'nope' } }).catch((thrown) => thrown);
  assert.instance(missing, SourceError);
  assert.is(missing.code, 'OADS_COLUMN_MISSING');
  await writeFile(join(dir, 'numbers.ndjson'), '{"at":1}\n');
  const wrong = await load({ path: 'numbers.ndjson' }, { window }).catch((thrown) => thrown);
  assert.instance(wrong, SourceError);
  assert.is(wrong.code, 'OADS_COLUMN_TYPE');
});

test('a missing file is an outage', async () => {
  const error = await load({ path: 'missing.csv' }).catch((thrown) => thrown);
  assert.instance(error, SourceError);
  assert.ok(error.outage);
});

test('options', () => {
  assert.ok(isValid(fileLoader.options, { path: 'x' }));
  assert.ok(isValid(fileLoader.options, { path: 'x', format: 'csv', columns: ['a'] }));
  for (const options of [{}, { path: '' }, { path: 'x', format: 'xlsx' }, { path: 'x', columns: [] }, { path: 'x', order: 1 }]) {
    assert.not.ok(isValid(fileLoader.options, options), JSON.stringify(options));
  }
});

test.run();
