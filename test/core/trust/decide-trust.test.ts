import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CLAIMS } from '../../../src/core/snapshot/claims.ts';
import {
  CALIBRATION_VERDICTS,
  DRIFT_FLAGS,
  QUALITY_FLAGS,
  SEGMENTS_VERDICTS,
  SOURCES_USED,
  type TrustLevel,
} from '../../../src/core/snapshot/parts.ts';
import { decideGate, decideTrust } from '../../../src/core/trust/decide-trust.ts';
import { type GatePolicy, NO_EVIDENCE, type TrustEvidence } from '../../../src/core/trust/evidence.ts';
import { REQUIREMENTS } from '../../../src/core/trust/ladder.ts';
import { listRungs } from '../../../src/core/trust/list-rungs.ts';

const test = suite('trust/decide-trust');

const YES_NO_UNKNOWN = [true, false, null] as const;

/** Every value that each piece of evidence can take; null is missing. */
const VALUES: { readonly [K in keyof TrustEvidence]: readonly TrustEvidence[K][] } = {
  bundle: ['ok', 'invalid', 'absent', null],
  contractBroken: YES_NO_UNKNOWN,
  snapshotsMatch: YES_NO_UNKNOWN,
  quality: [null, ...QUALITY_FLAGS],
  drift: [null, ...DRIFT_FLAGS],
  inputsTested: YES_NO_UNKNOWN,
  season: [null, 'unused', ...DRIFT_FLAGS],
  segments: [null, ...SEGMENTS_VERDICTS],
  blockingWaits: YES_NO_UNKNOWN,
  source: [null, ...SOURCES_USED],
  fallbackFresh: YES_NO_UNKNOWN,
  fresh: YES_NO_UNKNOWN,
  trainingRows: ['same', 'other', null],
  trainingPeriod: ['apart', 'overlaps', null],
  referenceAge: ['unused', 'within', 'exceeded', null],
  calibration: [null, ...CALIBRATION_VERDICTS],
};
const KEYS = Object.keys(VALUES) as (keyof TrustEvidence)[];
const POLICIES: GatePolicy[] = (['block', 'warn'] as const).flatMap((quality) =>
  (['block', 'warn'] as const).flatMap((drift) => (['required', 'waived'] as const).map((age) => ({ quality, drift, age }))),
);
const WARN: GatePolicy = { quality: 'warn', drift: 'warn', age: 'required' };

const BEST: TrustEvidence = {
  ...NO_EVIDENCE,
  bundle: 'ok',
  contractBroken: false,
  snapshotsMatch: true,
  quality: 'pass',
  drift: 'none',
  inputsTested: true,
  season: 'unused',
  segments: 'unused',
  source: 'primary',
  fresh: true,
  trainingRows: 'other',
  trainingPeriod: 'apart',
  referenceAge: 'unused',
  calibration: 'valid',
};

const anyEvidence = fc.record(
  Object.fromEntries(KEYS.map((key) => [key, fc.constantFrom(...(VALUES[key] as readonly unknown[]))])),
) as fc.Arbitrary<TrustEvidence>;
/** Mostly good: random evidence alone would hardly ever be above rank-only. */
const mostlyGood = fc
  .tuple(anyEvidence, fc.uniqueArray(fc.constantFrom(...KEYS), { maxLength: 3 }))
  .map(([other, keys]): TrustEvidence => ({ ...BEST, ...Object.fromEntries(keys.map((key) => [key, other[key]])) }));
const evidenceArbitrary = fc.oneof(anyEvidence, { arbitrary: mostlyGood, weight: 3 });
const policyArbitrary = fc.constantFrom(...POLICIES);
const SEEDED = { seed: 20260301, numRuns: 5000 };

/** The best evidence with any two pieces of any value: every pair of pieces meets in every way, under every policy. */
function* everyPair(): Generator<{ evidence: TrustEvidence; policy: GatePolicy }> {
  for (const [index, a] of KEYS.entries())
    for (const b of KEYS.slice(index + 1))
      for (const valueA of VALUES[a])
        for (const valueB of VALUES[b]) for (const policy of POLICIES) yield { evidence: { ...BEST, [a]: valueA, [b]: valueB }, policy };
}

interface Verdict {
  level: TrustLevel;
  scored: boolean;
  exit: number;
}

/** The table "Gate and trust" of the product's description, row by row from the bottom; the lowest level wins, the highest exit code. */
function readTable(e: TrustEvidence, policy: GatePolicy): Verdict {
  const withheld = (exit: number): Verdict => ({ level: 'withheld', scored: false, exit });
  const qualityFailed = e.quality === 'fail' || e.quality === 'error';
  const isFallback = e.source === 'last_good' || e.source === 'file';
  if (e.bundle !== 'ok') return withheld(4);
  if (e.contractBroken !== false) return withheld(1);
  const isSeasonal = e.drift === 'severe' && (e.season === 'none' || e.season === 'moderate');
  if (e.drift === 'severe' && !isSeasonal && policy.drift === 'block' && !e.blockingWaits) return withheld(1);
  if (qualityFailed && policy.quality === 'block') return withheld(1);

  const rankOnly = [
    qualityFailed,
    e.drift === 'severe' && !isSeasonal,
    e.trainingRows !== 'other',
    e.calibration === 'failed' || e.calibration === null,
    e.snapshotsMatch !== true || e.quality === null || e.drift === null, // a bare score
    e.drift === 'insufficient' || e.drift === 'unavailable',
    e.source === null || (isFallback && e.fallbackFresh !== true), // only fallback data within its age limit is qualified
    e.fresh === false || (e.fresh === null && policy.age === 'required'),
  ];
  if (rankOnly.includes(true)) return { level: 'rank-only', scored: true, exit: 0 };
  const qualified = [
    e.quality === 'warn',
    e.drift !== 'none',
    e.inputsTested !== true,
    e.season !== 'unused' && e.season !== 'none', // drift from the same season, or a season that could not be compared
    e.segments !== 'unused' && e.segments !== 'sound',
    isFallback,
    e.fresh === null, // waived
    e.trainingPeriod !== 'apart',
    e.referenceAge !== 'unused' && e.referenceAge !== 'within', // older than the config lets it be, or of unknown age
    e.calibration !== 'valid',
  ];
  return { level: qualified.includes(true) ? 'qualified' : 'certified', scored: true, exit: 0 };
}

const ORDER: Record<TrustLevel, number> = { withheld: 0, 'rank-only': 1, qualified: 2, certified: 3 };
const levelOf = (evidence: TrustEvidence, policy: GatePolicy) => decideTrust(evidence, policy).level;
const describe = (given: unknown) => JSON.stringify(given);

/** The message is made when it is needed: there are a hundred thousand cases. */
function holds(isTrue: boolean, message: () => string): void {
  if (!isTrue) assert.unreachable(message());
}

function compareWithTable(evidence: TrustEvidence, policy: GatePolicy): void {
  const { level } = decideTrust(evidence, policy);
  const got = { level, ...decideGate(evidence, policy) };
  const expected = readTable(evidence, policy);
  if (got.level !== expected.level || got.scored !== expected.scored || got.exit !== expected.exit) {
    assert.equal(got, expected, describe({ evidence, policy }));
  }
}

test('agrees with the table wherever two pieces of evidence are not the best', () => {
  let cases = 0;
  for (const { evidence, policy } of everyPair()) {
    compareWithTable(evidence, policy);
    cases++;
  }
  assert.ok(cases > 5000, `${cases} cases`);
});

test('agrees with the table on random evidence', () => {
  fc.assert(fc.property(evidenceArbitrary, policyArbitrary, compareWithTable), SEEDED);
});

test('certified asks for every single piece of evidence; without any of it a run is at the bottom', () => {
  assert.is(levelOf(BEST, WARN), 'certified');
  const optional = ['blockingWaits', 'fallbackFresh'];
  for (const key of KEYS) {
    const { [key]: _removed, ...rest } = BEST;
    for (const evidence of [{ ...BEST, [key]: null }, rest as TrustEvidence]) {
      assert.is(levelOf(evidence, WARN) === 'certified', optional.includes(key), key);
    }
  }
  const scorable = { ...NO_EVIDENCE, bundle: 'ok', contractBroken: false } as const;
  for (const policy of POLICIES) {
    assert.is(levelOf(scorable, policy), 'rank-only');
    assert.is(levelOf({ bundle: 'ok', contractBroken: false } as TrustEvidence, policy), 'rank-only');
    assert.is(levelOf(NO_EVIDENCE, policy), 'withheld');
  }
});

test('with any part of the evidence removed the level never rises above where it was, or above the bottom of the scored levels', () => {
  const subset = fc.subarray(KEYS);
  fc.assert(
    fc.property(evidenceArbitrary, policyArbitrary, subset, fc.boolean(), (evidence, policy, removed, nulled) => {
      const kept = KEYS.filter((key) => nulled || !removed.includes(key));
      const left = Object.fromEntries(kept.map((key) => [key, removed.includes(key) ? null : evidence[key]])) as unknown as TrustEvidence;
      // `gate.age: waived` is said of data without an age: rows that a freshness check refused are not made fresh by forgetting it.
      if (policy.age === 'waived' && removed.includes('fresh')) return;
      const ceiling = Math.max(ORDER[levelOf(evidence, policy)], ORDER['rank-only']);
      holds(ORDER[levelOf(left, policy)] <= ceiling, () => describe({ evidence, policy, removed }));
    }),
    SEEDED,
  );
});

test('a kind of evidence that the ladder does not know opens nothing', () => {
  const unknown = Object.fromEntries(KEYS.map((key) => [key, 'something new'])) as unknown as TrustEvidence;
  for (const key of KEYS.filter((name) => name !== 'blockingWaits' && name !== 'fallbackFresh')) {
    const changed = { ...BEST, [key]: unknown[key] };
    assert.ok(ORDER[levelOf(changed, WARN)] <= ORDER[levelOf({ ...BEST, [key]: null }, WARN)], key);
  }
});

test('worse evidence or a stricter gate never raises the level, never lowers the exit code of what is withheld', () => {
  const worse: { [K in keyof TrustEvidence]: (value: TrustEvidence[K]) => readonly TrustEvidence[K][] } = {
    bundle: (value) => (value === 'ok' ? ['invalid', 'absent', null] : []),
    contractBroken: (value) => (value === false ? [true, null] : []),
    snapshotsMatch: (value) => (value ? [false, null] : []),
    quality: (value) => (value === 'pass' ? ['warn'] : value === 'warn' ? [null] : value === null ? ['fail', 'error'] : []),
    drift: (value) =>
      value === 'none' ? ['moderate'] : value === 'moderate' ? [null, 'insufficient', 'unavailable'] : value === 'severe' ? [] : ['severe'],
    inputsTested: (value) => (value ? [false, null] : []),
    season: (value) =>
      value === 'unused'
        ? [null]
        : value === 'none'
          ? ['moderate', 'insufficient', 'unavailable', null]
          : value === 'moderate'
            ? ['severe', null]
            : [],
    segments: (value) => (value === 'unused' || value === 'sound' ? ['failed', 'drifted', 'unknown', 'failed_unknown', null] : []),
    blockingWaits: (value) => (value ? [false, null] : []),
    source: (value) => (value === 'primary' || value === 'input' ? ['last_good', 'file', null] : []),
    fallbackFresh: (value) => (value ? [false, null] : []),
    fresh: (value) => (value ? [null, false] : value === null ? [false] : []),
    trainingRows: (value) => (value === 'other' ? ['same', null] : []),
    trainingPeriod: (value) => (value === 'apart' ? ['overlaps', null] : []),
    referenceAge: (value) => (value === 'unused' || value === 'within' ? ['exceeded', null] : []),
    calibration: (value) =>
      value === 'valid' ? ['shifted', 'few', 'failed', null] : value === 'shifted' || value === 'few' ? ['failed', null] : [],
  };
  let steps = 0;
  fc.assert(
    fc.property(evidenceArbitrary, policyArbitrary, (evidence, policy) => {
      const before = ORDER[levelOf(evidence, policy)];
      const { exit } = decideGate(evidence, policy);
      for (const key of KEYS) {
        for (const value of worse[key](evidence[key] as never)) {
          const changed = { ...evidence, [key]: value };
          // Severe drift that the season accounts for is better than none that anybody could tell.
          if (key === 'drift' && value === 'severe' && (evidence.season === 'none' || evidence.season === 'moderate')) continue;
          steps++;
          holds(ORDER[levelOf(changed, policy)] <= before, () => `${key} = ${value} raises ${describe({ evidence, policy })}`);
          holds(
            decideGate(changed, policy).exit >= exit,
            () => `${key} = ${value} lowers the exit code of ${describe({ evidence, policy })}`,
          );
        }
      }
      for (const stricter of [{ quality: 'block' }, { drift: 'block' }, { age: 'required' }] as const) {
        holds(ORDER[levelOf(evidence, { ...policy, ...stricter })] <= before, () => describe({ evidence, policy, stricter }));
      }
    }),
    SEEDED,
  );
  assert.ok(steps > 50_000, `${steps} steps`);
});

test('the reasons explain the level: the lowest come first, no topic speaks twice but of unjudged segments, certified has none', () => {
  const topicOf = new Map(REQUIREMENTS.flatMap(({ topic, otherwise }) => otherwise.map(({ code }) => [code, topic] as const)));
  fc.assert(
    fc.property(evidenceArbitrary, policyArbitrary, (evidence, policy) => {
      const { level, reasons } = decideTrust(evidence, policy);
      assert.is(level === 'certified', reasons.length === 0);
      if (reasons.length > 0) assert.is(reasons[0].level, level);
      for (let index = 1; index < reasons.length; index++) assert.ok(ORDER[reasons[index].level] >= ORDER[reasons[index - 1].level]);
      const topics = reasons
        .filter(({ code }) => code !== 'segments_unknown' || evidence.segments === 'unknown')
        .flatMap(({ code }) => topicOf.get(code) ?? []);
      assert.is(new Set(topics).size, topics.length, describe(reasons));
    }),
    SEEDED,
  );
});

test('every rung is reached, has a code of its own, and can be the only reason', () => {
  const codes = listRungs().map(({ code }) => code);
  assert.is(new Set(codes).size, codes.length);
  const alone = new Set<string>();
  for (const { evidence, policy } of everyPair()) {
    const { reasons } = decideTrust(evidence, policy);
    if (reasons.length === 1) alone.add(reasons[0].code);
  }
  assert.equal([...alone].sort(), [...codes].sort());
});

test('each level of each topic ends with what stands for all else', () => {
  for (const { topic, otherwise } of REQUIREMENTS) {
    for (const level of ['rank-only', 'qualified'] as const) {
      const found = otherwise.filter((shortfall) => shortfall.level === level);
      assert.is(found.at(-1)?.holds, undefined, `${topic}, ${level}`);
      assert.ok(
        found.slice(0, -1).every(({ holds }) => holds !== undefined),
        `${topic}, ${level}`,
      );
    }
  }
});

test('what is known only after scoring never decides whether to score, nor explains rows that were not scored', () => {
  const after = REQUIREMENTS.filter(({ afterScoring }) => afterScoring).flatMap(({ otherwise }) => otherwise.map(({ code }) => code));
  assert.equal(after, ['calibration_failed', 'calibration_unknown', 'score_shift', 'rows_few']);
  fc.assert(
    fc.property(evidenceArbitrary, policyArbitrary, (evidence, policy) => {
      const gate = decideGate(evidence, policy);
      for (const calibration of VALUES.calibration) assert.equal(decideGate({ ...evidence, calibration }, policy), gate);
      if (gate.scored) return;
      assert.not.ok(decideTrust(evidence, policy).reasons.some(({ code }) => after.includes(code)));
    }),
    { ...SEEDED, numRuns: 500 },
  );
});

test('segments that fail, or have drifted, do not hide that others could not be judged', () => {
  const codesOf = (segments: TrustEvidence['segments']) => decideTrust({ ...BEST, segments }, WARN).reasons.map(({ code }) => code);
  assert.equal(codesOf('failed'), ['segment_quality']);
  assert.equal(codesOf('failed_unknown'), ['segment_quality', 'segments_unknown']);
  assert.equal(codesOf('drifted_unknown'), ['segment_drift', 'segments_unknown']);
  assert.equal(codesOf('unknown'), ['segments_unknown']);
  assert.equal(codesOf(null), ['segments_unknown']);
});

test('a damaged bundle outranks what the data said', () => {
  const evidence: TrustEvidence = { ...BEST, bundle: 'invalid', quality: 'fail', contractBroken: true, drift: 'severe', calibration: null };
  assert.equal(decideGate(evidence, { quality: 'block', drift: 'block', age: 'required' }), { scored: false, exit: 4 });
});

test('severe drift that waits is scored, and ranks only', () => {
  const policy: GatePolicy = { ...WARN, drift: 'block' };
  const waiting = decideTrust({ ...BEST, drift: 'severe', blockingWaits: true }, policy);
  assert.equal([waiting.level, waiting.reasons.map(({ code }) => code)], ['rank-only', ['drift_severe_waits']]);
  const blocked = decideTrust({ ...BEST, drift: 'severe', blockingWaits: false }, policy);
  assert.equal([blocked.level, blocked.reasons.map(({ code }) => code)], ['withheld', ['drift_severe']]);
});

test('details are put to their own reason as evidence', () => {
  const { reasons } = decideTrust({ ...BEST, quality: 'warn', drift: 'moderate' }, WARN, { drift_moderate: 'delay', other: 'x' });
  assert.equal(
    reasons.map(({ code, evidence: detail }) => [code, detail]),
    [
      ['quality_warned', null],
      ['drift_moderate', 'delay'],
    ],
  );
});

test('claims only shrink on the way down', () => {
  assert.equal(CLAIMS, {
    certified: { pValues: true, falseDiscoveryRate: true },
    qualified: { pValues: true, falseDiscoveryRate: false },
    'rank-only': { pValues: false, falseDiscoveryRate: false },
    withheld: { pValues: false, falseDiscoveryRate: false },
  });
});

test.run();
