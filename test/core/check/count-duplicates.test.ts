import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { countDuplicates, type DuplicateLimits } from '../../../src/core/check/count-duplicates.ts';
import type { Batch } from '../../../src/core/frame/batch.ts';
import { type HashKeys, hashKeys } from '../../../src/core/frame/hash-keys.ts';
import { cutBatch, makeBatch, type Value } from './make-batch.ts';

const test = suite('check/count-duplicates');

/** Counts how often the batches are read. */
function readFrom(batches: readonly Batch[]) {
  const counted = { passes: 0 };
  const read = async function* () {
    counted.passes++;
    yield* batches;
  };
  return { read, counted };
}

/** Only `bits` bits of the real hashes: most different keys collide. */
const weaken =
  (bits: number): HashKeys =>
  (batch, columns) => {
    const { first, second, missing } = hashKeys(batch, columns);
    const keep = (hash: number) => (bits === 0 ? 0 : (hash >>> (32 - bits)) << (32 - bits));
    return { first: first.map(keep), second: second.map(keep), missing };
  };

/** The plain way, for comparison. */
function countPlainly(keys: readonly (Value | undefined)[][]) {
  const rowsOf = new Map<string, number[]>();
  for (const [row, key] of keys.entries()) {
    if (key.includes(null)) continue;
    const text = JSON.stringify(key);
    rowsOf.set(text, [...(rowsOf.get(text) ?? []), row]);
  }
  const groups = [...rowsOf.values()];
  const repeated = groups.filter((rows) => rows.length > 1).sort((a, b) => a[0] - b[0]);
  return {
    rows: keys.length,
    judged: groups.flat().length,
    keys: repeated.length,
    surplus: repeated.reduce((sum, rows) => sum + rows.length - 1, 0),
    samples: repeated.slice(0, 5).map((rows) => rows.slice(0, 2)),
  };
}

async function compare(carriers: Value[], numbers: Value[], cuts: number[], limits: Partial<DuplicateLimits>) {
  const batches = cutBatch({ 'carrier:text': carriers, 'number:number': numbers }, cuts);
  const { read, counted } = readFrom(batches);
  const found = await countDuplicates(read, ['carrier', 'number'], limits);
  const samples = found.samples.map(({ rows }) => [...rows]);
  assert.equal({ ...found, samples }, countPlainly(carriers.map((carrier, row) => [carrier, numbers[row]])));
  return counted.passes;
}

test('a hash collision is never reported as a duplicate', async () => {
  const carriers = Array.from({ length: 60 }, (_, row) => `carrier ${row}`);
  const numbers = carriers.map(() => 7);
  assert.is(await compare(carriers, numbers, [20, 40], { hash: weaken(0) }), 3);
  assert.is(await compare([...carriers, 'carrier 3', 'carrier 9', 'carrier 3'], [...numbers, 7, 7, 7], [20, 61], { hash: weaken(0) }), 3);
});

test('sound rows need one pass when no filter bit is hit twice, else two', async () => {
  const carriers = Array.from({ length: 200 }, (_, row) => `carrier ${row}`);
  const numbers = carriers.map((_, row) => row / 3);
  assert.is(await compare(carriers, numbers, [], {}), 1);
  assert.is(await compare(carriers, numbers, [50], { filterBits: 5 }), 2);
});

test('many candidates are split into passes of their own', async () => {
  const carriers = Array.from({ length: 400 }, (_, row) => `carrier ${row % 250}`);
  const numbers = carriers.map(() => 1);
  const passes = await compare(carriers, numbers, [100, 399], { filterBits: 5, maxHashes: 10 });
  assert.ok(passes > 30, `${passes} passes`);
});

test('beyond the keys that are held as values equal 64-bit hashes count', async () => {
  const carriers = Array.from({ length: 100 }, (_, row) => `carrier ${row % 40}`);
  const { read } = readFrom([makeBatch({ 'carrier:text': carriers })]);
  const found = await countDuplicates(read, ['carrier'], { maxKeys: 3 });
  assert.equal([found.keys, found.surplus], [40, 60]);
  assert.equal(
    found.samples.map(({ rows }) => rows),
    [
      [0, 40],
      [1, 41],
      [2, 42],
    ],
  );
});

test('0 and -0 are one key, integers beyond 2^53 are not rounded', async () => {
  const zeros = readFrom([makeBatch({ 'x:number': [0, -0, 1] })]);
  assert.is((await countDuplicates(zeros.read, ['x'])).surplus, 1);
  const big = readFrom([makeBatch({ 'x:integer': [9007199254740992n, 9007199254740993n, -1n, -1n] })]);
  assert.equal(
    (await countDuplicates(big.read, ['x'])).samples.map(({ rows }) => rows),
    [[2, 3]],
  );
});

test('equal keys hash alike in every batch, different ones apart', () => {
  const words = Array.from({ length: 20_000 }, (_, row) => `${row}`);
  const whole = hashKeys(makeBatch({ 'n:number': words.map(Number) }), ['n']);
  assert.is(new Set(whole.first).size > 19_990 && new Set(whole.second).size > 19_990, true);
  const pairs = new Set(words.map((_, row) => whole.first[row] * 2 ** 32 + whole.second[row]));
  assert.is(pairs.size, words.length);
  const a = hashKeys(makeBatch({ 'x:text': ['q', 'key'], 'y:boolean': [true, false] }), ['x', 'y']);
  const b = hashKeys(makeBatch({ 'x:text': ['key', 'key', 'kez'], 'y:boolean': [false, true, false] }), ['x', 'y']);
  assert.equal([a.first[1], a.second[1]], [b.first[0], b.second[0]]);
  assert.is.not(b.first[0], b.first[1]);
  assert.is.not(b.first[0], b.first[2]);
});

test('agrees with the plain way on any rows, batches, hashes and limits', async () => {
  const row = fc.tuple(fc.constantFrom('a', 'b', 'c', '', 'ab', null), fc.constantFrom(0, 1, 2.5, -1e300, null));
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { maxLength: 40 }),
      fc.array(fc.nat(40), { maxLength: 4 }),
      fc.record({ bits: fc.constantFrom(0, 1, 3, 32), filterBits: fc.constantFrom(5, 10, 20), maxHashes: fc.constantFrom(1, 3, 1000) }),
      async (rows, cuts, { bits, ...limits }) => {
        await compare(
          rows.map(([carrier]) => carrier),
          rows.map(([, number]) => number),
          cuts,
          { ...limits, hash: weaken(bits) },
        );
      },
    ),
    { numRuns: 150 },
  );
});

test.run();
