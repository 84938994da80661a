import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fuzz } from '../../support/fuzz.ts';
import { fuzzTargets } from '../../support/fuzz-targets/cern-detector-lumisections.ts';

const test = suite('cern-detector/fuzz-lumisections');

for (const target of await fuzzTargets()) {
  test(`${target.name}: damaged input gives rows or a clear error`, async () => {
    const { parsed, refused, broken } = await fuzz(target, { runs: 1000 });
    assert.equal(
      broken.map(({ message, bytes }) => `${message}: ${JSON.stringify(Buffer.from(bytes).toString('latin1'))}`),
      [],
    );
    assert.ok(parsed > 0 && refused > 0, `${parsed} parsed, ${refused} refused`);
  });
}

test.run();
