import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fuzz } from '../../support/fuzz.ts';
import { fuzzTargets } from '../../support/fuzz-targets/cern-detector-root.ts';

const test = suite('cern-detector/fuzz-root');

for (const target of await fuzzTargets()) {
  test(`mutants of ${target.name}: rows, or one line that refuses`, async () => {
    const { broken, parsed, refused } = await fuzz(target, { runs: 250, seed: 6 });
    assert.equal(
      broken.map(({ message }) => message),
      [],
    );
    assert.is(parsed + refused, 250);
    assert.ok(parsed > 0 && refused > 0, `${parsed} read, ${refused} refused`);
  });
}

test.run();
