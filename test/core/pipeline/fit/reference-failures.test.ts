import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ModelError, type SourceError } from '../../../../src/core/errors.ts';
import { blameWindow, refuseFailures } from '../../../../src/core/pipeline/fit/reference-failures.ts';

const test = suite('core/pipeline/fit/reference-failures');

function hintOf(loader: string): string | undefined {
  try {
    refuseFailures({ contract_broken: ['column "height" is missing'] }, [], true, { loader });
  } catch (error) {
    return (error as SourceError).hint;
  }
  return assert.unreachable('a reference without its columns is refused') as never;
}

test("a reference without the columns: where a plugin's loader makes them, the hint says that --reference leaves it out", () => {
  assert.match(hintOf('harbour:tides') ?? '', /without harbour:tides: .* leave --reference out/);
  assert.match(hintOf('file') ?? '', /^mend the reference or the contract/);
});

const window = { from: new Date('2026-10-28T00:00:00Z'), to: new Date('2026-10-29T00:00:00Z') };
const WINDOW = /^`window` lets only rows from 2026-10-28T00:00:00.000Z up to 2026-10-29T00:00:00.000Z through: .*--reference FILE/;

test('where a window left too few rows, the hint names it first', () => {
  for (const code of ['OADS_FIT_ROWS', 'OADS_FIT_CALIBRATION']) {
    const error = new ModelError(code, 'too few', { hint: 'give more reference rows' });
    const blamed = blameWindow(error, window) as ModelError;
    assert.equal([blamed.code, blamed.message], [code, 'too few']);
    assert.match(blamed.hint ?? '', WINDOW);
    assert.match(blamed.hint ?? '', /; else give more reference rows$/);
    assert.is(blameWindow(error, undefined), error);
  }
  const other = new ModelError('OADS_FIT_DEGENERATE', 'all alike');
  assert.is(blameWindow(other, window), other);
  const check = { id: 'enough-rows', check: 'row_count', status: 'fail', severity: 'fail', observed: '40 rows' };
  const failed = [check] as unknown as Parameters<typeof refuseFailures>[1];
  const hintFor = (given: typeof window | undefined) => {
    try {
      refuseFailures({ contract_broken: [] }, failed, false, { loader: 'file', window: given });
    } catch (error) {
      return (error as SourceError).hint ?? '';
    }
    return '';
  };
  assert.match(hintFor(window), WINDOW);
  assert.match(hintFor(undefined), /^mend the reference or the checks/);
});

test.run();
