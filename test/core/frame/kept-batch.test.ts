import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { sourceRow } from '../../../src/core/frame/kept-batch.ts';
import { makeBatch } from '../check/make-batch.ts';

const test = suite('frame/kept-batch');

test('a row keeps its place in the source, whatever was set aside before it', () => {
  const batch = makeBatch({ 'a:number': [1, 2, 3] });
  const places = (kept?: Uint32Array) => [0, 1, 2].map((row) => sourceRow({ batch, offset: 100, kept }, row));
  assert.equal(places(), [100, 101, 102]);
  assert.equal(places(Uint32Array.of(0, 4, 5)), [100, 104, 105]);
});

test.run();
