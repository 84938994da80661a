import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fuzz } from '../../support/fuzz.ts';
import { fuzzTargets } from '../../support/fuzz-targets/un-logistics.ts';

const test = suite('un-logistics/fuzz');

for (const target of await fuzzTargets()) {
  test(`${target.name} reads its seeds, and mutants with rows or one clear line`, async () => {
    for (const seed of target.seeds) {
      assert.ok(Number(await target.parse(seed)) > 0);
    }
    const { broken, parsed, refused } = await fuzz(target, { runs: 150 });
    assert.equal(
      broken.map(({ message }) => message),
      [],
    );
    assert.ok(parsed > 0 && refused > 0, `${parsed} read, ${refused} refused`);
  });
}

test.run();
