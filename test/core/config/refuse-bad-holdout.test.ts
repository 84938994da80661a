import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { refuseBadHoldout } from '../../../src/core/config/refuse-bad-holdout.ts';

const test = suite('core/config/refuse-bad-holdout');

function refusal(config: Parameters<typeof refuseBadHoldout>[0]): string | undefined {
  try {
    refuseBadHoldout(config, (at, message) => {
      throw new Error(`${at.join('.')}: ${message}`);
    });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const at = '2026-01-01';

test('a time with its column, or a row, and nothing in between', () => {
  assert.is(refusal({}), undefined);
  assert.is(refusal({ holdout: { column: 'sent', at } }), undefined);
  assert.is(refusal({ holdout: { row: 5 } }), undefined);
  assert.match(refusal({ holdout: { row: 5, column: 'sent', at } }) ?? '', 'holdout.row: expected either');
  assert.match(refusal({ holdout: { column: 'sent' } }) ?? '', 'holdout.column: expected `column` and `at` together');
  assert.match(refusal({ holdout: { at } }) ?? '', 'holdout.at: expected');
});

test('no row beside a window, and no column that the contract gives another type', () => {
  const window = { column: 'sent', length: '1d' };
  assert.match(refusal({ window, holdout: { row: 5 } }) ?? '', 'beside a window');
  assert.is(refusal({ window, holdout: { column: 'sent', at } }), undefined);
  const contract = { columns: { sent: { type: 'text' as const } } };
  assert.match(refusal({ contract, holdout: { column: 'sent', at } }) ?? '', 'which the contract calls text');
});

test.run();
