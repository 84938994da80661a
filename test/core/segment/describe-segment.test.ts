import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decideFeature } from '../../../src/core/drift/decide.ts';
import { toRate } from '../../../src/core/profile/rate.ts';
import { describeSegment } from '../../../src/core/segment/describe-segment.ts';
import { findLeadingEffect } from '../../../src/core/snapshot/leading-effect.ts';
import type { Segment } from '../../../src/core/snapshot/segment-snapshot.ts';

const test = suite('segment/describe-segment');

const SOUND: Segment = {
  key: { carrier: 'AA' },
  state: 'known',
  rows: { in: 81, quarantined: 0, reference: 1000, expected: 80, q_missing: 1 },
  drift: { verdict: 'none', drifted: [] },
  quality: { status: 'pass', failed: [] },
  anomalies: { rate: null, high: false, q: null },
};

test('shares come with their interval', () => {
  const failed = [{ check: 'usual', status: 'fail' as const, failed: toRate(19, 81), allowed: 0.05, q: 1e-9 }];
  assert.equal(describeSegment({ ...SOUND, quality: { status: 'fail', failed }, anomalies: { rate: toRate(81, 81), high: true, q: 0 } }), [
    'fails usual: 23.5 % of 81 rows (95 % interval 15.6 % to 33.8 %), 5 % allowed',
    'anomalies: 100 % of 81 rows (95 % interval 95.5 % to 100 %)',
  ]);
});

test('a missing segment says how little chance explains it, whatever a double can hold', () => {
  const rows = { in: 0, quarantined: 0, reference: 1000, expected: 1252.4, q_missing: 0 };
  assert.equal(describeSegment({ ...SOUND, state: 'missing', rows }), ['missing: 0 rows, about 1,252 expected (q < 1e-300)']);
});

test('each feature has its own reason beside its name; only the worst are named', () => {
  const drifted = ['a', 'b', 'c', 'd', 'e'].map((feature) => ({
    feature,
    status: 'severe' as const,
    effect: 'psi',
    value: 0.4,
    interval: [0.3123, 0.5] as [number, number],
    q: 1.4e-12,
    n_ref: 1000,
    n_cur: 1252,
    reasons: [`PSI of ${feature} (severe)`, 'another'],
  }));
  const grounds = (feature: string) => `${feature} (PSI of ${feature} (severe), 95 % interval 0.312 to 0.5, n = 1,252, q = 1.4e-12)`;
  assert.equal(describeSegment({ ...SOUND, drift: { verdict: 'severe', drifted } }), [
    `drift severe: ${['a', 'b', 'c'].map(grounds).join(', ')} and 2 more`,
  ]);
});

test('a feature that is severe by what lies outside has the q-value of that, and its share', () => {
  const bins = [1000, 1000];
  const reference = { bins, below: 0, above: 0, nulls: 0 };
  const feature = decideFeature({
    kind: 'numeric',
    name: 'a',
    edges: [0, 1, 2],
    reference,
    current: { bins: [0, 0], below: 0, above: 400, nulls: 0 },
  });
  const { effect, value, interval, q, n_ref, n_cur } = findLeadingEffect(feature);
  assert.equal([feature.q, effect, value, n_ref, n_cur], [null, 'outside_share', 1, 2000, 400]);
  assert.ok(interval && interval[0] > 0.98 && interval[1] === 1);
  assert.ok(q !== null && q < 1e-50, String(q));
});

test.run();
