import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mapQuality } from '../../../../src/core/propose/odcs/map-quality.ts';
import { type Node, Unmapped } from '../../../../src/core/propose/odcs/not-mapped.ts';

const test = suite('core/propose/odcs/map-quality');

function map(rule: Node, column: string | undefined = 'status') {
  const unmapped = new Unmapped();
  const checks = mapQuality(
    rule,
    { path: 'quality[0]', column, columnOf: (name) => (name === 'tenant' ? 'tenant_id' : undefined) },
    unmapped,
  );
  return { checks, why: unmapped.list().map(({ why }) => why) };
}

test('the metrics of a column become its checks', () => {
  assert.equal(map({ metric: 'nullValues', mustBe: 0 }).checks, [{ check: 'null_share', column: 'status', max: 0 }]);
  assert.equal(map({ metric: 'nullValues', mustBeLessThan: 1, unit: 'percent' }).checks, [
    { check: 'null_share', column: 'status', max: 0.01 },
  ]);
  assert.equal(map({ metric: 'missingValues', arguments: { missingValues: [null, '', "it's"] }, mustBe: 0 }).checks, [
    { check: 'expression', sql: `"status" IS NOT NULL AND "status" NOT IN ('', 'it''s')` },
  ]);
  assert.equal(
    map({ metric: 'invalidValues', arguments: { validValues: ['a', 'b'], pattern: '^[ab]$' }, mustBeLessOrEqualTo: 2, unit: 'percent' })
      .checks,
    [
      { check: 'allowed', column: 'status', values: ['a', 'b'], tolerance: 0.02 },
      { check: 'pattern', column: 'status', pattern: '[ab]', tolerance: 0.02 },
    ],
  );
  assert.equal(map({ metric: 'duplicateValues', mustBe: 0 }).checks, [{ check: 'unique_key', columns: ['status'] }]);
});

test('the older names of the rules count, and a severity below an error warns', () => {
  assert.equal(map({ rule: 'duplicateCount', mustBe: 0, severity: 'warning' }).checks, [
    { check: 'unique_key', columns: ['status'], severity: 'warn' },
  ]);
  assert.equal(map({ rule: 'nullCheck', description: 'no  nulls' }).checks, [
    { check: 'null_share', column: 'status', max: 0, description: 'no nulls' },
  ]);
});

test('the metrics of a table', () => {
  const rows = (rule: Node) => map({ metric: 'rowCount', ...rule }, undefined).checks;
  assert.equal(rows({ mustBeBetween: [100, 120] }), [{ check: 'row_count', min: 100, max: 120 }]);
  assert.equal(rows({ mustBeGreaterThan: 1000 }), [{ check: 'row_count', min: 1001 }]);
  assert.equal(rows({ mustBeGreaterOrEqualTo: 5, mustBeLessThan: 10 }), [{ check: 'row_count', min: 5, max: 9 }]);
  assert.equal(map({ metric: 'duplicateValues', mustBe: 0, arguments: { properties: ['tenant', 'order'] } }, undefined).checks, [
    { check: 'unique_key', columns: ['tenant_id', 'order'] },
  ]);
});

test('what no check says is listed with its reason, and never a check', () => {
  const rules: [Node, RegExp][] = [
    [{ type: 'text', description: 'sound' }, /text for people/],
    [{ type: 'sql', query: 'SELECT 1', mustBe: 1 }, /SQL of the server/],
    [{ type: 'custom', engine: 'soda', implementation: 'x' }, /soda/],
    [{ metric: 'freshnessOfTheSea', mustBe: 0 }, /no check measures/],
    [{ metric: 'nullValues', mustNotBe: 3 }, /no bound/],
    [{ metric: 'nullValues', mustBeLessThan: 10, unit: 'rows' }, /in percent/],
    [{ metric: 'nullValues', mustBeGreaterThan: 10, unit: 'percent' }, /no largest share/],
    [{ metric: 'duplicateValues', mustBeLessThan: 1, unit: 'percent' }, /no repeated key/],
    [{ metric: 'invalidValues', mustBe: 0 }, /neither validValues nor a pattern/],
    [{ metric: 'invalidValues', mustBe: 0, arguments: { pattern: '(?=a)b' } }, /linear time/],
    [{ metric: 'nullValues', mustBe: 'none' }, /no bound/],
  ];
  for (const [rule, reason] of rules) {
    const { checks, why } = map(rule);
    assert.equal(checks, [], JSON.stringify(rule));
    assert.match(why.join(), reason);
  }
});

test('what stands beside a mapped rule is listed, too', () => {
  const { checks, why } = map({ metric: 'nullValues', mustBe: 0, schedule: '0 20 * * *', scheduler: 'cron' });
  assert.is(checks.length, 1);
  assert.is(why.length, 2);
});

test.run();
