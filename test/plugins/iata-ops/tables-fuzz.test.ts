import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fuzz } from '../../support/fuzz.ts';
import { fuzzTargets } from '../../support/fuzz-targets/iata-ops-tables.ts';

const test = suite('plugins/iata-ops/tables-fuzz');

for (const target of await fuzzTargets()) {
  test(`a damaged table of ${target.name} is rows or an error of one line`, async () => {
    const { broken, parsed, refused } = await fuzz(target, { runs: 400 });
    assert.equal(
      broken.map(({ message }) => message),
      [],
    );
    assert.is(parsed + refused, 400);
    assert.ok(parsed > 20, `only ${parsed} mutants could be read: the rest of the parser was not reached`);
  });
}

test.run();
