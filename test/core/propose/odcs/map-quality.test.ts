import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { ColumnType } from '../../../../src/core/frame/types.ts';
import { mapQuality } from '../../../../src/core/propose/odcs/map-quality.ts';
import { type Node, Unmapped } from '../../../../src/core/propose/odcs/not-mapped.ts';

const test = suite('core/propose/odcs/map-quality');

function map(rule: Node, column: string | undefined = 'status', type: ColumnType = 'text') {
  const unmapped = new Unmapped();
  const checks = mapQuality(
    rule,
    { path: 'quality[0]', column, type, columnOf: (name) => (name === 'tenant' ? 'tenant_id' : name === 'order' ? name : undefined) },
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
    [{ metric: 'nullValues', mustBeGreaterThan: 10, unit: 'percent' }, /a least share/],
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

test('all operators of a rule hold, and one that is not known is none', () => {
  const rows = (rule: Node) => map({ metric: 'rowCount', ...rule }, undefined);
  assert.equal(rows({ mustBeGreaterThan: 10, mustBeGreaterOrEqualTo: 20 }).checks, [{ check: 'row_count', min: 20 }]);
  assert.equal(rows({ mustBeGreaterThan: 20, mustBeGreaterOrEqualTo: 20 }).checks, [{ check: 'row_count', min: 21 }]);
  assert.equal(rows({ mustBeBetween: [5, 50], mustBeLessThan: 20 }).checks, [{ check: 'row_count', min: 5, max: 19 }]);
  assert.equal(rows({ mustBeLessThan: 20, mustBeLessOrEqualTo: 30 }).checks, [{ check: 'row_count', max: 19 }]);
  const refused: [Node, RegExp][] = [
    [{ metric: 'nullValues', mustBeLess: 5, unit: 'percent' }, /no bound: mustBeLess/],
    [{ metric: 'nullValues', mustBe: 0, filter: "mode = 'air'" }, /some rows only: mode = 'air'/],
    [{ metric: 'nullValues', mustBe: 0, unit: 'furlongs' }, /neither rows nor percent: furlongs/],
    [{ metric: 'nullValues', mustBeLessThan: 100, mustBeGreaterThan: 3, unit: 'percent' }, /a least share/],
    [{ metric: 'nullValues', mustBeLessOrEqualTo: 100, unit: 'percent' }, /any share of the rows keeps/],
    [{ metric: 'nullValues', mustBeLessThan: 10 }, /a number of rows: .* in percent/],
    [{ metric: 'duplicateValues', mustBe: 0, arguments: { properties: ['tenant', 'nobody'] } }, /no property nobody/],
  ];
  for (const [rule, why] of refused) {
    const mapped = map(rule);
    assert.equal(mapped.checks, [], JSON.stringify(rule));
    assert.match(mapped.why.join(), why);
  }
});

test('values that the column cannot hold make no check', () => {
  const missing = { metric: 'missingValues', arguments: { missingValues: [null, '', 'N/A'] }, mustBe: 0 };
  const valid = { metric: 'invalidValues', arguments: { validValues: [1, 'two'] }, mustBe: 0 };
  for (const rule of [missing, valid]) {
    assert.is(map(rule, 'status', 'text').checks.length, 1);
    assert.equal([map(rule, 'n', 'integer').checks.length, map(rule, 'n', 'integer').why], [0, ['a list with other values than integer']]);
  }
});

test.run();
