import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StoreError } from '../../../src/core/errors.ts';
import { PlacedValues } from '../../../src/core/window/placed-values.ts';
import { scratchDir } from '../../support/cli.ts';

const test = suite('window/placed-values');

test('property: values come back in the order of rows, however they were written and whatever a block holds', async () => {
  const { dir, remove } = await scratchDir();
  let made = 0;
  const written = fc.uniqueArray(fc.record({ place: fc.nat(199), value: fc.double() }), { selector: ({ place }) => place });
  fc.assert(
    fc.property(written, fc.constantFrom(1, 7, 64, 1000), fc.nat(200), (pairs, blockRows, cut) => {
      const values = new PlacedValues(200, path.join(dir, String(made++)), blockRows);
      for (let at = 0; at < pairs.length; at += 3) {
        const some = pairs.slice(at, at + 3);
        values.put(
          Float64Array.from(some, ({ place }) => place),
          Float64Array.from(some, ({ value }) => value),
        );
      }
      const expected = new Float64Array(200).fill(Number.NaN);
      for (const { place, value } of pairs) expected[place] = value;
      assert.equal([...values.take(0, cut), ...values.take(cut, 200)], [...expected]);
    }),
    { numRuns: 60, seed: 2 },
  );
  await remove();
});

test('a disk that takes nothing is a StoreError', () => {
  const values = new PlacedValues(3, path.join(import.meta.filename, 'values'), 1);
  values.put(Float64Array.of(2), Float64Array.of(5));
  assert.throws(
    () => values.take(0, 3),
    (error: unknown) => error instanceof StoreError && /values of features could not be kept/.test(error.message),
  );
});

test.run();
