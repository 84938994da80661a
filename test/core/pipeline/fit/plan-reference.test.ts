import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { planReference } from '../../../../src/core/pipeline/fit/plan-reference.ts';
import type { Plan } from '../../../../src/core/pipeline/plan.ts';
import { configWindow } from '../../../../src/core/pipeline/row-window.ts';

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

test('a window ends at the hold-out, too, unless the rows are a file', () => {
  const holdout = { column: 'sent', at: '2026-06-01T00:00:00Z' };
  const given = plan(holdout);
  const window = { column: 'sent', lengthMs: 86_400_000 };
  const windowed = { ...given, config: { ...given.config, window }, window: configWindow({ window }, AS_OF) };
  const spanOf = (read: Plan) => read.window && [read.window.from.toISOString(), read.window.to.toISOString()];
  assert.equal(spanOf(planReference(windowed)), ['2026-05-31T00:00:00.000Z', '2026-06-01T00:00:00.000Z']);
  const earlier = { ...windowed, asOf: new Date('2026-05-01T00:00:00Z') };
  assert.equal(spanOf(planReference(earlier)), ['2026-04-30T00:00:00.000Z', '2026-05-01T00:00:00.000Z']);
  assert.is(planReference(windowed, 'reference.csv').window, undefined);
  assert.is(planReference(windowed, 'reference.csv').side, undefined);
});

test('a row has no time, and where nothing depends on the time nothing does now', () => {
  assert.equal(planReference(plan({ row: 7 })).asOf, AS_OF);
  assert.is(planReference(plan({ column: 'sent', at: '2026-06-01' }, 'unused')).asOfText, 'unused');
});

test.run();
