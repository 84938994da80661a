import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { bytesInMemory } from '../../../plugins/cern-detector/src/root/bytes/byte-source.ts';
import { decodePage } from '../../../plugins/cern-detector/src/root/ntuple/decode-page.ts';
import { encodingOf } from '../../../plugins/cern-detector/src/root/ntuple/encodings.ts';
import { planField } from '../../../plugins/cern-detector/src/root/ntuple/plan-field.ts';
import { readColumn, readEnds } from '../../../plugins/cern-detector/src/root/ntuple/read-column.ts';
import type { Column, Field, Schema } from '../../../plugins/cern-detector/src/root/ntuple/read-schema.ts';

const test = suite('cern-detector/root-pages');

/** Transposed bytes, as a split page has them. */
function split(bytes: Uint8Array, width: number): Uint8Array {
  const count = bytes.length / width;
  return Uint8Array.from(bytes, (_, at) => bytes[(at % count) * width + Math.floor(at / count)]);
}

const bytesOf = (values: ArrayBufferView) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
const column = (type: number, more: Partial<Column> = {}): Column => ({
  id: 0,
  type,
  bits: 0,
  field: 0,
  representation: 0,
  deferred: 0,
  ...more,
});

test('a split page of signed integers is transposed and zigzag', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), (values) => {
      for (const [type, bits, make] of [
        [0x11, 16, (all: bigint[]) => Uint16Array.from(all, Number)],
        [0x13, 32, (all: bigint[]) => Uint32Array.from(all, Number)],
        [0x15, 64, (all: bigint[]) => BigUint64Array.from(all)],
      ] as const) {
        const own = values.map((value) => BigInt.asIntN(bits, value));
        const zigzag = own.map((value) => BigInt.asUintN(bits, (value << 1n) ^ (value >> BigInt(bits - 1))));
        const decoded = decodePage(split(bytesOf(make(zigzag)), bits / 8), encodingOf(type), own.length);
        assert.equal(Array.from(decoded as ArrayLike<number>, BigInt), own);
      }
    }),
    { numRuns: 100, seed: 3 },
  );
});

test('a split page of indexes holds differences that start anew in each page', async () => {
  const page = split(bytesOf(Uint32Array.of(2, 0, 3)), 4);
  const source = bytesInMemory(new Uint8Array([...page, ...split(bytesOf(Uint32Array.of(9, 1)), 4)]));
  const pages = [
    { elements: 3, offset: 0, bytes: 12, hasChecksum: false },
    { elements: 2, offset: 12, bytes: 8, hasChecksum: false },
  ];
  const ends = await readEnds(source, column(0x1a), { first: 0, entries: 5, columns: [pages] }, 5, 'x');
  assert.equal([...ends], [2, 2, 5, 9, 10]);
});

test('plain and split floats, bits and bytes', () => {
  const floats = Float32Array.of(1.5, Number.NaN, -0);
  assert.equal([...(decodePage(split(bytesOf(floats), 4), encodingOf(0x18), 3) as Float32Array)], [1.5, Number.NaN, -0]);
  assert.equal([...(decodePage(bytesOf(Float64Array.of(Math.PI)), encodingOf(0x0d), 1) as Float64Array)], [Math.PI]);
  assert.equal([...(decodePage(Uint8Array.of(0b101, 1), encodingOf(0), 9) as Uint8Array)], [1, 0, 1, 0, 0, 0, 0, 0, 1]);
  assert.equal([...(decodePage(Uint8Array.of(255), encodingOf(3), 1) as Int8Array)], [-1]);
  assert.throws(() => decodePage(new Uint8Array(11), encodingOf(0x18), 3), /a page of 11 bytes for 3 elements/);
  assert.throws(() => encodingOf(0x1d), /columns of type Real32Quant are not read/);
});

test('elements that were deferred are zeros in front; others that lack are refused', async () => {
  const source = bytesInMemory(bytesOf(Int32Array.of(7, 8)));
  const cluster = { first: 0, entries: 5, columns: [[{ elements: 2, offset: 0, bytes: 8, hasChecksum: false }]] };
  assert.equal([...((await readColumn(source, column(7, { deferred: 3 }), cluster, 5, 'x')) as Int32Array)], [0, 0, 0, 7, 8]);
  for (const deferred of [0, 2]) {
    await readColumn(source, column(7, { deferred }), cluster, 5, 'x').then(
      () => assert.unreachable(),
      (error: Error) => assert.match(error.message, /expected 5 elements in a cluster, got 2/),
    );
  }
});

test('the checksum of a page is verified, and a wrong one is told with its place', async () => {
  // XXH3 of the byte "a" is e6c632b61e964e1f.
  const page = Buffer.from([0x61, 0x1f, 0x4e, 0x96, 0x1e, 0xb6, 0x32, 0xc6, 0xe6]);
  const cluster = { first: 40, entries: 1, columns: [[{ elements: 1, offset: 0, bytes: 1, hasChecksum: true }]] };
  assert.equal([...((await readColumn(bytesInMemory(page), column(4), cluster, 1, 'field "x"')) as Uint8Array)], [0x61]);
  page[0] = 0x62;
  await readColumn(bytesInMemory(page), column(4), cluster, 1, 'field "x"').then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, /^field "x": page 0 of the cluster at entry 40: its checksum is another/),
  );
});

test('offsets that go back are refused', async () => {
  const source = bytesInMemory(bytesOf(Uint32Array.of(4, 3)));
  const cluster = { first: 0, entries: 2, columns: [[{ elements: 2, offset: 0, bytes: 8, hasChecksum: false }]] };
  await readEnds(source, column(0x0e), cluster, 2, 'x').then(
    () => assert.unreachable(),
    (error: Error) => assert.match(error.message, /entry 1 of a cluster ends at 3, the one before at 4/),
  );
});

test('a projected field has its columns by alias, though a nested one has its name', () => {
  const field = (id: number, parent: number, name: string, role: number, more: Partial<Field> = {}): Field => ({
    id,
    parent,
    role,
    name,
    type: 't',
    arraySize: 0,
    ...more,
  });
  const fields = [
    field(0, 0, '_collection0', 1),
    field(1, 0, '_0', 2),
    field(2, 1, 'Muon_pt', 0),
    field(3, 3, 'Muon_pt', 1, { projects: 2 }),
    field(4, 3, '_0', 0),
    field(5, 5, 'nMuon', 0, { projects: 0 }),
  ];
  const columns = [column(0x1b, { id: 0, field: 0 }), column(0x18, { id: 1, field: 2 })];
  const schema: Schema = {
    fields,
    columns,
    aliases: new Map([
      [3, [0]],
      [4, [1]],
      [5, [0]],
    ]),
  };
  const children = new Map([[3, [fields[4]]]]);
  const [muons] = planField(schema, children, fields[3]);
  assert.equal([muons.name, muons.item, muons.ends?.[0][0].id, muons.values[0][0].id], ['Muon_pt', 'number', 0, 1]);
  assert.equal(
    planField(schema, children, fields[5]).map(({ kind, item }) => [kind, item]),
    [['counts', 'integer']],
  );
  assert.throws(() => planField(schema, children, field(9, 9, 'v', 3)), /variants are not read/);
});

test.run();
