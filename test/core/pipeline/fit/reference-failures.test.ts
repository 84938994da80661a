import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { SourceError } from '../../../../src/core/errors.ts';
import { refuseFailures } from '../../../../src/core/pipeline/fit/reference-failures.ts';

const test = suite('core/pipeline/fit/reference-failures');

function hintOf(loader: string): string | undefined {
  try {
    refuseFailures({ contract_broken: ['column "height" is missing'] }, [], true, loader);
  } catch (error) {
    return (error as SourceError).hint;
  }
  return assert.unreachable('a reference without its columns is refused') as never;
}

test("a reference without the columns: where a plugin's loader makes them, the hint says that --reference leaves it out", () => {
  assert.match(hintOf('harbour:tides') ?? '', /without harbour:tides: .* leave --reference out/);
  assert.match(hintOf('file') ?? '', /^mend the reference or the contract/);
});

test.run();
