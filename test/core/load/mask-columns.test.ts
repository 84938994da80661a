import { createSecretKey } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { Batch } from '../../../src/core/frame/batch.ts';
import { cellAt } from '../../../src/core/frame/cell.ts';
import { loadPolars } from '../../../src/core/frame/polars.ts';
import type { Column, ColumnType, Schema } from '../../../src/core/frame/types.ts';
import { conformBatch } from '../../../src/core/load/conform.ts';
import { maskColumns } from '../../../src/core/load/mask-columns.ts';
import { createTokenMaker } from '../../../src/core/load/token-maker.ts';

const test = suite('load/mask-columns');
const pl = await loadPolars();
const maker = createTokenMaker(createSecretKey(Buffer.from('a key of some length')));
const tokenOf = (text: string) => maker.make([text])[0];

function textOf(...texts: (string | null)[]): Column {
  const dictionary = [...new Set(texts.map((text) => text ?? ''))];
  const valid = texts.includes(null) ? Uint8Array.from(texts, (text) => (text === null ? 0 : 1)) : undefined;
  return { type: 'text', codes: Uint32Array.from(texts, (text) => dictionary.indexOf(text ?? '')), dictionary, valid };
}

function batchOf(columns: Record<string, Column>): Batch {
  const schema: Schema = Object.entries(columns).map(([name, { type }]) => ({ name, type }));
  const [first] = Object.values(columns);
  return Batch.fromColumns(schema, new Map(Object.entries(columns)), first.type === 'text' ? first.codes.length : first.values.length);
}

function mask(batch: Batch, names: string[], contract: Schema = [], optional: string[] = []) {
  return maskColumns(conformBatch(batch, contract), names, maker, new Set(optional));
}

const cells = (batch: Batch, name: string) => Array.from({ length: batch.rows }, (_, row) => cellAt(batch.column(name), row));

test('an optional column that is there under another name is refused, and the names of others are not told', () => {
  const batch = batchOf({ SSN: textOf('a', 'b'), other: textOf('x', 'y') });
  assert.throws(() => mask(batch, ['ssn'], [], ['ssn']), /expected the column "ssn", which is to be masked, or nothing like it, got "SSN"/);
  assert.throws(() => mask(batch, ['customer']), /expected the column "customer", which is to be masked, got 2 others$/);
  assert.is(mask(batch, ['customer'], [], ['customer']).typesBefore.size, 0);
});

test('every type: the token of its canonical text; a null, and a NaN, stay null', () => {
  const valid = Uint8Array.of(1, 1, 0);
  const micros = Date.UTC(2024, 1, 29) * 1000;
  const cases: [Column, (string | null)[]][] = [
    [textOf('a', 'a', null), ['a', 'a', null]],
    [{ type: 'integer', values: BigInt64Array.of(42n, -(2n ** 62n), 0n), valid }, ['42', String(-(2n ** 62n)), null]],
    [{ type: 'number', values: Float64Array.of(42, -0, Number.NaN) }, ['42', '0', null]],
    [{ type: 'boolean', values: Uint8Array.of(1, 0, 0), valid }, ['true', 'false', null]],
    [{ type: 'date', values: Float64Array.of(micros, 0, 0), valid }, ['2024-02-29', '1970-01-01', null]],
    [
      { type: 'timestamp', values: Float64Array.of(micros + 1, 0, 0), valid },
      ['2024-02-29T00:00:00.000001Z', '1970-01-01T00:00:00Z', null],
    ],
  ];
  for (const [column, texts] of cases) {
    const { batch, typesBefore } = mask(batchOf({ c: column, other: textOf('x', 'y', 'z') }), ['c']);
    assert.equal(
      cells(batch, 'c'),
      texts.map((text) => text && tokenOf(text)),
      column.type,
    );
    assert.equal(batch.schema, [
      { name: 'c', type: 'text' },
      { name: 'other', type: 'text' },
    ]);
    assert.is(typesBefore.get('c'), column.type);
    assert.equal(cells(batch, 'other'), ['x', 'y', 'z']);
  }
});

test('the masked column has tokens in both faces, also where the source was a frame', () => {
  const { batch } = mask(Batch.fromFrame(pl.DataFrame({ ssn: ['078-05-1120', null], n: [1, 2] })), ['ssn']);
  assert.equal(batch.frame.getColumn('ssn').toArray(), [tokenOf('078-05-1120'), null]);
  assert.equal(batch.select(Uint8Array.of(1, 0)).frame.getColumn('ssn').toArray(), [tokenOf('078-05-1120')]);
  assert.not.ok(batch.text('ssn').dictionary.some((text) => text.includes('078')));
});

test('a value that could not be read as its type is counted, null, and forgotten', () => {
  const contract: Schema = [{ name: 'c', type: 'integer' }];
  const { batch, failures, originals } = mask(batchOf({ c: textOf('7', 'canary', null, '8') }), ['c'], contract);
  assert.equal(cells(batch, 'c'), [tokenOf('7'), null, null, tokenOf('8')]);
  assert.equal([...(failures.get('c') as Uint8Array)], [0, 1, 0, 0]);
  assert.not(originals.has('c'));
  assert.not.match(JSON.stringify(batch.text('c').dictionary), /canary/);
});

test('what was masked before comes out as it went in, whatever the contract says, beside what was not', () => {
  const types: ColumnType[] = ['text', 'integer', 'number', 'boolean', 'date', 'timestamp'];
  const once = ['1', null, '1', '2'].map((text) => text && tokenOf(text));
  for (const type of types) {
    const { batch, failures } = mask(batchOf({ c: textOf(...once) }), ['c'], [{ name: 'c', type }]);
    assert.equal(cells(batch, 'c'), once, type);
    assert.not(failures.has('c'), type);
  }
  const mixed = mask(batchOf({ c: textOf(tokenOf('1'), '2', 'canary', null) }), ['c'], [{ name: 'c', type: 'integer' }]);
  assert.equal(cells(mixed.batch, 'c'), [tokenOf('1'), tokenOf('2'), null, null]);
  assert.equal([...(mixed.failures.get('c') as Uint8Array)], [0, 0, 1, 0]);
  assert.not.match(JSON.stringify(mixed.batch.text('c').dictionary), /canary/);
});

test('a column that is not there is an error, unless it is optional', () => {
  const batch = batchOf({ ssn: textOf('1') });
  assert.throws(() => mask(batch, ['snn']), /expected the column "snn", which is to be masked, got 1 other/);
  assert.equal(mask(batch, ['phone'], [], ['phone']).batch.schema, batch.schema);
});

test('a type that can never be meant as the contract says is masked all the same', () => {
  const { batch, mismatched, typesBefore } = mask(
    batchOf({ c: { type: 'timestamp', values: Float64Array.of(0) } }),
    ['c'],
    [{ name: 'c', type: 'integer' }],
  );
  assert.equal(mismatched, [{ column: 'c', expected: 'integer', got: 'timestamp' }]);
  assert.equal(cells(batch, 'c'), [tokenOf('1970-01-01T00:00:00Z')]);
  assert.is(typesBefore.get('c'), 'timestamp');
});

test.run();
