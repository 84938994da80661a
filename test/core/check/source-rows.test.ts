import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceRows } from '../../../src/core/check/source-rows.ts';

const test = suite('check/source-rows');

/** Source rows 0 to 19; 3, 4, 11 and 19 are refused, in batches of 10 rows that arrive out of order. */
function refuseSome(): SourceRows {
  const first = new SourceRows();
  first.add(10, Uint8Array.of(0, 1, 0, 0, 0, 0, 0, 0, 0, 1));
  const second = new SourceRows();
  second.add(0, Uint8Array.of(0, 0, 0, 1, 1, 0, 0, 0, 0, 0));
  first.merge(second);
  return first;
}

test('a kept row is found by its rank among all kept rows', () => {
  const rows = refuseSome();
  const found = Array.from({ length: 16 }, (_, rank) => rows.ofKept(rank));
  assert.equal(found, [0, 1, 2, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18]);
  assert.is(rows.ofKept(16), 20);
});

test('a kept row is found by its place in its batch', () => {
  const rows = refuseSome();
  assert.equal(
    [0, 2, 3, 7].map((row) => rows.ofScreened(row)),
    [0, 2, 5, 9],
  );
  assert.equal(
    [10, 11, 17].map((row) => rows.ofScreened(row)),
    [10, 12, 18],
  );
  assert.is(rows.ofScreened(25), 25);
});

test('a batch without refusals is passed over', () => {
  const rows = new SourceRows();
  rows.add(0, new Uint8Array(10));
  rows.add(10, Uint8Array.of(1, 1, 0));
  assert.equal(
    [0, 9, 10, 11].map((rank) => rows.ofKept(rank)),
    [0, 9, 12, 13],
  );
});

test.run();
