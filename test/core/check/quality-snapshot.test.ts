import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { buildQualitySnapshot } from '../../../src/core/check/quality-snapshot.ts';
import { findViolations } from '../../../src/core/schema/validate.ts';
import { type CheckResult, QualitySnapshot } from '../../../src/core/snapshot/quality-snapshot.ts';

const test = suite('check/quality-snapshot');

type Given = readonly [CheckResult['status'], CheckResult['severity']];

function build(given: readonly Given[], contractBroken: string[] = []): QualitySnapshot {
  const results = given.map(([status, severity], index) => ({
    ...{ id: `check-${index}`, check: 'range', severity, status, columns: [], observed: '', expected: '' },
    ...{ failed: null, samples: [], hint: null, description: null },
  }));
  return buildQualitySnapshot({
    ...{ pipeline: 'flights', run_id: '0123456789abcdef', as_of: '2024-05-01T12:00:00Z', rows: { in: 10, kept: 9, quarantined: 1 } },
    ...{ results, columns: [], contractBroken, maxEventTime: null },
  });
}
const flag = (...given: Given[]) => build(given).flag;

test('the flag is the worst status', () => {
  assert.is(flag(), 'pass');
  assert.is(flag(['pass', 'fail'], ['pass', 'warn']), 'pass');
  assert.is(flag(['pass', 'fail'], ['warn', 'warn']), 'warn');
  assert.is(flag(['warn', 'warn'], ['fail', 'fail']), 'fail');
  assert.is(flag(['fail', 'fail'], ['error', 'fail']), 'error');
  assert.is(flag(['error', 'quarantine']), 'error');
});

test('a broken contract fails, whatever the checks say', () => {
  assert.is(build([['pass', 'fail']], ['column "x" is missing']).flag, 'fail');
  assert.is(build([['error', 'fail']], ['column "x" is missing']).flag, 'error');
});

test('a check of severity warn that cannot be computed only warns', () => {
  assert.is(flag(['error', 'warn'], ['pass', 'fail']), 'warn');
  assert.is(flag(['error', 'warn'], ['fail', 'fail']), 'fail');
});

test('failed checks come first, then the order of the config', () => {
  const snapshot = build([
    ['pass', 'fail'],
    ['warn', 'warn'],
    ['fail', 'fail'],
    ['error', 'warn'],
    ['warn', 'quarantine'],
    ['fail', 'fail'],
    ['pass', 'warn'],
  ]);
  assert.equal(
    snapshot.checks.map(({ id }) => id),
    ['check-3', 'check-2', 'check-5', 'check-1', 'check-4', 'check-0', 'check-6'],
  );
  assert.equal(snapshot.counts, { passed: 2, warned: 2, failed: 2, errored: 1 });
});

test('it has the shape of its schema', () => {
  assert.equal(
    findViolations(
      QualitySnapshot,
      build([
        ['pass', 'fail'],
        ['error', 'warn'],
      ]),
    ),
    [],
  );
});

test.run();
