import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planReference } from '../../../../src/core/pipeline/fit/plan-reference.ts';
import type { Plan } from '../../../../src/core/pipeline/plan.ts';

const test = suite('core/pipeline/fit/plan-reference');
const AS_OF = new Date('2026-11-22T00:00:00Z');

function plan(holdout: Plan['config']['holdout'], asOfText = AS_OF.toISOString()): Plan {
  return { config: { holdout }, asOf: AS_OF, asOfText } as Plan;
}

test('without a hold-out nothing changes', () => {
  const given = plan(undefined);
  assert.is(planReference(given), given);
});

test('the instant of the hold-out counts as now, unless now is earlier', () => {
  const { side, asOf, asOfText } = planReference(plan({ column: 'sent', at: '2026-06-01T00:00:00Z' }));
  assert.equal([side, asOf.toISOString(), asOfText], ['reference', '2026-06-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z']);
  assert.equal(planReference(plan({ column: 'sent', at: '2027-06-01' })).asOf, AS_OF);
});

test('a row has no time, and where nothing depends on the time nothing does now', () => {
  assert.equal(planReference(plan({ row: 7 })).asOf, AS_OF);
  assert.is(planReference(plan({ column: 'sent', at: '2026-06-01' }, 'unused')).asOfText, 'unused');
});

test.run();
