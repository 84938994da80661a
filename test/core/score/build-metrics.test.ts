import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { upperFalsePositiveRate } from '../../../src/core/model/false-positive-rate.ts';
import { findViolations } from '../../../src/core/schema/validate.ts';
import {
  buildMetrics,
  checkCalibration,
  countAnomalies,
  discoveriesAt,
  type MetricsInput,
  rankValues,
  withheldMetrics,
} from '../../../src/core/score/build-metrics.ts';
import { CLAIMS } from '../../../src/core/snapshot/claims.ts';
import { InferenceMetrics } from '../../../src/core/snapshot/inference-metrics.ts';
import type { TrustLevel } from '../../../src/core/snapshot/parts.ts';
import { makeBatch, type Value } from '../check/make-batch.ts';
import { makeValues, openSmallBundle } from '../model/small-bundle.ts';
import { keepRows, scoreAll } from './score-all.ts';

const test = suite('score/build-metrics');

const { bundle, base, remove } = await openSmallBundle();
test.after(remove);

async function score(values: Record<string, Value[]>, kind: 'threshold' | 'fdr' = 'threshold') {
  const rule = { kind, threshold: bundle.card.threshold, fdrTarget: 0.1 };
  return scoreAll(bundle, keepRows([makeBatch(values)]), { dir: base, rule });
}

const SOUND = makeValues(600, 9);
const BURST: Record<string, Value[]> = structuredClone(SOUND);
for (let row = 0; row < 30; row++) for (const name of ['a', 'b', 'c']) BURST[`${name}:number`][row] = 7;

const sound = await score(SOUND);
const burst = await score(BURST);

function metricsOf(level: TrustLevel, scored = burst, hides?: MetricsInput['hides'], of = bundle): InferenceMetrics {
  const input: MetricsInput = {
    pipeline: 'small',
    run_id: '0123456789abcdef',
    as_of: 'unused',
    bundle: of,
    pass: scored.pass,
    rule: scored.rule,
    ranks: scored.ranks,
    calibration: checkCalibration(bundle, scored.pass, scored.rule.threshold),
    trust: level,
    claims: CLAIMS[level],
    whyNoClaim: level === 'certified' ? null : 'because',
    quarantined: 4,
    topReasons: scored.pass.top.map(() => []),
    isAnomaly: scored.isAnomaly,
    hides,
  };
  const metrics = buildMetrics(input);
  assert.equal(findViolations(InferenceMetrics, metrics), []);
  return metrics;
}

test('p-values are rank / (n + 1), q-values never fall with the rank', () => {
  const { p, q } = rankValues(sound.pass);
  const n = bundle.calibration.length;
  assert.equal([p[1], p[n + 1], p.length], [1 / (n + 1), 1, n + 2]);
  for (let rank = 2; rank <= n + 1; rank++) assert.ok(q[rank] >= q[rank - 1] && q[rank] <= 1);
});

test('rows like the reference pass the calibration check, also with a burst of anomalies; shifted ones do not', async () => {
  const check = (scored: typeof sound) => checkCalibration(bundle, scored.pass, bundle.card.threshold);
  assert.is(check(sound).valid, true);
  assert.is(check(burst).valid, true);
  const shifted = structuredClone(SOUND);
  for (const name of ['a', 'b', 'c']) shifted[`${name}:number`] = shifted[`${name}:number`].map((value) => Number(value) + 1.5);
  assert.is(check(await score(shifted)).valid, false);
});

test('too few rows cannot tell', async () => {
  const few = await score(makeValues(40, 9));
  const { valid, bulk_ks_p, bulk_distance, bulk_rows } = checkCalibration(bundle, few.pass, bundle.card.threshold);
  assert.equal([valid, bulk_ks_p, bulk_distance], [null, null, null]);
  assert.ok(bulk_rows < 50);
});

test('alpha is the rate that the threshold stands for, with its upper bound', () => {
  const { n, min_p, alpha, fpr_upper95 } = checkCalibration(bundle, sound.pass, bundle.card.threshold);
  assert.equal([n, min_p, alpha], [300, 1 / 301, 6 / 301]);
  assert.is(fpr_upper95, upperFalsePositiveRate(300, 6 / 301));
  assert.ok(fpr_upper95 !== null && fpr_upper95 > alpha && fpr_upper95 < 0.05);
  assert.is(checkCalibration(bundle, sound.pass, Number.NEGATIVE_INFINITY).alpha, 1);
  assert.is(checkCalibration(bundle, sound.pass, Number.POSITIVE_INFINITY).alpha, 1 / 301);
});

test('each rule counts what it flags', async () => {
  const fdr = await score(BURST, 'fdr');
  for (const scored of [sound, burst, fdr]) assert.is(countAnomalies(scored.pass, scored.rule, scored.ranks), scored.written.anomalies);
  assert.is(discoveriesAt(fdr.pass, fdr.ranks.q, 0.1), fdr.written.anomalies);
  assert.is(discoveriesAt(fdr.pass, fdr.ranks.q, 1), 600);
  assert.is(discoveriesAt(fdr.pass, fdr.ranks.q, 0), 0);
});

test('certified metrics claim all', () => {
  const metrics = metricsOf('certified');
  const expected = (600 * 6) / 301;
  assert.equal([metrics.scored, metrics.threshold], [600, bundle.card.threshold]);
  assert.equal(metrics.not_scored, { quarantined: 4, missing_values: 0, withheld: 0 });
  assert.equal([metrics.anomaly_rate?.count, metrics.anomaly_rate?.n], [burst.pass.atThreshold, 600]);
  assert.is(metrics.expected_false_alarms, Number(expected.toPrecision(7)));
  assert.is(metrics.observed_over_expected, Number((burst.pass.atThreshold / expected).toPrecision(7)));
  assert.equal([metrics.fdr.claimed, metrics.fdr.why_not], [true, null]);
  assert.is(metrics.fdr.discoveries, discoveriesAt(burst.pass, burst.ranks.q, 0.1));
  assert.equal(metrics.model, { bundle_sha256: bundle.digest, name: 'small', inputs: ['a', 'b', 'c'] });
  assert.equal(
    metrics.top.map(({ rank }) => rank),
    [1, 2, 3, 4, 5],
  );
  for (const row of metrics.top) assert.ok(row.is_anomaly && row.p_value !== null && row.q_value !== null);
});

test('lower levels withdraw what they do not claim, in the metrics and in each top row', () => {
  const qualified = metricsOf('qualified');
  assert.equal([qualified.fdr.claimed, qualified.fdr.discoveries, qualified.fdr.why_not], [false, null, 'because']);
  for (const row of qualified.top) assert.ok(row.p_value !== null && row.q_value === null);
  const rankOnly = metricsOf('rank-only');
  assert.equal([rankOnly.expected_false_alarms, rankOnly.observed_over_expected, rankOnly.fdr.discoveries], [null, null, null]);
  for (const row of rankOnly.top) assert.equal([row.p_value, row.q_value, row.is_anomaly], [null, null, true]);
  assert.equal(
    rankOnly.top.map(({ row, score: value }) => [row, value]),
    metricsOf('certified').top.map(({ row, score: value }) => [row, value]),
  );
});

test('no rows: no rate is known, and no score is invented', async () => {
  const empty = await score(Object.fromEntries(Object.keys(SOUND).map((heading) => [heading, []])));
  const metrics = metricsOf('rank-only', empty);
  assert.equal([metrics.scored, metrics.scores, metrics.top.length], [0, null, 0]);
  assert.is(metrics.anomaly_rate, null);
});

test('withheld metrics hold no score, with and without a bundle', () => {
  const rule = { kind: 'threshold', threshold: 0.6, fdrTarget: 0.1 } as const;
  const envelope = {
    pipeline: 'small',
    run_id: '0123456789abcdef',
    as_of: 'unused',
    rule,
    quarantined: 2,
    rows: 10,
    why: 'quality failed',
  };
  for (const given of [bundle, null]) {
    const metrics = withheldMetrics({ ...envelope, bundle: given });
    assert.equal(findViolations(InferenceMetrics, metrics), []);
    assert.equal(
      [metrics.trust, metrics.scored, metrics.anomaly_rate, metrics.scores, metrics.calibration],
      ['withheld', 0, null, null, null],
    );
    assert.equal(metrics.not_scored, { quarantined: 2, missing_values: 0, withheld: 10 });
    assert.equal([metrics.fdr.claimed, metrics.fdr.why_not, metrics.top], [false, 'quality failed', []]);
    assert.is(metrics.threshold, given ? 0.6 : null);
  }
});

test('a scored run says where each model input lay in the reference, a withheld one nothing; a hidden column nothing', () => {
  const { reference_ranges: ranges } = metricsOf('certified');
  assert.equal(Object.keys(ranges ?? {}), ['a', 'b', 'c']);
  assert.equal([ranges?.a.column, ranges?.a.range.kind], ['a', 'numeric']);
  assert.equal(Object.keys(metricsOf('certified', burst, (column) => column === 'b').reference_ranges ?? {}), ['a', 'c']);
});

test('an input that is not its column as it is stands beside the values, null where it was missing', () => {
  const [spec, ...others] = bundle.card.features;
  const hourly = { ...bundle, card: { ...bundle.card, features: [{ ...spec, transform: 'hour' as const }, ...others] } };
  const pass = {
    ...burst.pass,
    top: burst.pass.top.slice(0, 2).map((row, index) => ({ ...row, inputs: Float64Array.of(index === 0 ? 13 : Number.NaN, 1, 2) })),
  };
  const { top } = metricsOf('certified', { ...burst, pass }, undefined, hourly);
  assert.equal(
    top.map(({ inputs }) => inputs),
    [{ a: 13 }, { a: null }],
  );
  assert.is(metricsOf('certified').top[0].inputs, undefined);
});

test.run();
