import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CLAIMS } from '../../../src/core/snapshot/claims.ts';
import { DRIFT_FLAGS, QUALITY_FLAGS, SOURCES_USED, type TrustLevel } from '../../../src/core/snapshot/parts.ts';
import { decideGate, decideTrust, type GatePolicy, LADDER, type TrustEvidence } from '../../../src/core/trust/ladder.ts';

const test = suite('trust/ladder');

const YES_NO = [true, false] as const;
const YES_NO_UNKNOWN = [true, false, null] as const;
const GATES = ['block', 'warn'] as const;
const TRAINING = ['apart', 'within_period', 'same_rows', null] as const;

/**
 * Every combination of evidence and policy. Ages, training and calibration are varied only where the rows can be scored at all:
 * a bundle that cannot be used, or a broken contract, withholds whatever they say.
 */
function* everyCase(): Generator<{ evidence: TrustEvidence; policy: GatePolicy }> {
  for (const bundle of ['ok', 'invalid', 'absent'] as const)
    for (const quality of [null, ...QUALITY_FLAGS])
      for (const contractBroken of YES_NO)
        for (const drift of [null, ...DRIFT_FLAGS])
          for (const source of SOURCES_USED)
            for (const fallbackFresh of scorable(bundle, contractBroken, YES_NO_UNKNOWN))
              for (const fresh of scorable(bundle, contractBroken, YES_NO_UNKNOWN))
                for (const training of scorable(bundle, contractBroken, TRAINING))
                  for (const calibrationValid of scorable(bundle, contractBroken, YES_NO_UNKNOWN))
                    for (const snapshotsMatch of YES_NO)
                      for (const qualityGate of GATES)
                        for (const driftGate of GATES)
                          yield {
                            evidence: {
                              bundle,
                              quality,
                              contractBroken,
                              drift,
                              source,
                              fallbackFresh,
                              fresh,
                              training,
                              calibrationValid,
                              snapshotsMatch,
                            },
                            policy: { quality: qualityGate, drift: driftGate },
                          };
}

function scorable<T>(bundle: TrustEvidence['bundle'], contractBroken: boolean, values: readonly T[]): readonly T[] {
  return bundle === 'ok' && !contractBroken ? values : values.slice(0, 1);
}

interface Verdict {
  level: TrustLevel;
  scored: boolean;
  exit: number;
}

/** The table "Gate and trust" of the product's description, row by row from the bottom; the lowest level wins, the highest exit code. */
function readTable(e: TrustEvidence, policy: GatePolicy): Verdict {
  const withheld = (exit: number): Verdict => ({ level: 'withheld', scored: false, exit });
  const modelUnusable = e.bundle !== 'ok';
  const qualityFailed = e.quality === 'fail' || e.quality === 'error';
  const isFallback = e.source === 'last_good' || e.source === 'file';
  if (modelUnusable) return withheld(4);
  if (e.contractBroken) return withheld(1);
  if (e.drift === 'severe' && policy.drift === 'block') return withheld(1);
  if (qualityFailed && policy.quality === 'block') return withheld(1);

  const rankOnly = [
    qualityFailed,
    e.drift === 'severe',
    e.training === 'same_rows',
    e.calibrationValid !== true, // failed, or too few rows to tell
    !e.snapshotsMatch || e.quality === null || e.drift === null, // a bare score
    e.drift === 'insufficient' || e.drift === 'unavailable', // missing evidence means the lower level
    isFallback && e.fallbackFresh !== true, // only fallback data within its age limit is qualified
  ];
  if (rankOnly.includes(true)) return { level: 'rank-only', scored: true, exit: 0 };
  // `fresh` stands in the first row; without that evidence, the next one
  if (e.quality === 'warn' || e.drift === 'moderate' || isFallback || e.fresh !== true || e.training === 'within_period')
    return { level: 'qualified', scored: true, exit: 0 };
  return { level: 'certified', scored: true, exit: 0 };
}

const ORDER: Record<TrustLevel, number> = { withheld: 0, 'rank-only': 1, qualified: 2, certified: 3 };
const describe = (given: unknown) => JSON.stringify(given);

test('agrees with the table in every case', () => {
  let cases = 0;
  for (const { evidence, policy } of everyCase()) {
    const expected = readTable(evidence, policy);
    const { level } = decideTrust(evidence, policy);
    const { scored, exit } = decideGate(evidence, policy);
    if (level !== expected.level || scored !== expected.scored || exit !== expected.exit) {
      assert.equal({ level, scored, exit }, expected, describe({ evidence, policy }));
    }
    cases++;
  }
  assert.is(cases, 5 * 6 * 4 * 2 * 4 * (3 * 3 * 4 * 3 + 5));
});

test('certified in exactly the named conditions', () => {
  const certified = [...everyCase()].filter(({ evidence, policy }) => decideTrust(evidence, policy).level === 'certified');
  for (const { evidence } of certified) {
    const { bundle, quality, contractBroken, drift, calibrationValid, snapshotsMatch, fresh } = evidence;
    assert.equal(
      { bundle, quality, contractBroken, drift, calibrationValid, snapshotsMatch, fresh },
      { bundle: 'ok', quality: 'pass', contractBroken: false, drift: 'none', calibrationValid: true, snapshotsMatch: true, fresh: true },
    );
    assert.ok(evidence.source === 'primary' || evidence.source === 'input');
  }
  // Whatever the policy, and the age of a fallback that was not used.
  assert.is(certified.length, 2 * 3 * 2 * 4);
});

test('worse evidence or a stricter gate never raises the level, never lowers the exit code of what is withheld', () => {
  const worse: { [K in keyof TrustEvidence]?: (value: TrustEvidence[K]) => TrustEvidence[K][] } = {
    bundle: (value) => (value === 'ok' ? ['invalid', 'absent'] : []),
    quality: (value) => (({ pass: ['warn'], warn: [null], null: ['fail', 'error'] }) as const)[String(value) as 'pass']?.slice() ?? [],
    contractBroken: (value) => (value ? [] : [true]),
    drift: (value) =>
      (
        ({
          none: ['moderate'],
          moderate: [null, 'insufficient', 'unavailable'],
          null: ['severe'],
          insufficient: ['severe'],
          unavailable: ['severe'],
        }) as const
      )[String(value) as 'none']?.slice() ?? [],
    source: (value) => (value === 'primary' || value === 'input' ? ['last_good', 'file'] : []),
    fallbackFresh: (value) => (value ? [false, null] : []),
    fresh: (value) => (value ? [false, null] : []),
    training: (value) => (value === 'same_rows' ? [] : value === 'within_period' ? ['same_rows'] : ['within_period', 'same_rows']),
    calibrationValid: (value) => (value ? [false, null] : []),
    snapshotsMatch: (value) => (value ? [false] : []),
  };
  let steps = 0;
  for (const { evidence, policy } of everyCase()) {
    const before = ORDER[decideTrust(evidence, policy).level];
    const exit = decideGate(evidence, policy).exit;
    for (const key of Object.keys(worse) as (keyof TrustEvidence)[]) {
      for (const value of worse[key]?.(evidence[key] as never) ?? []) {
        const changed = { ...evidence, [key]: value };
        steps++;
        if (ORDER[decideTrust(changed, policy).level] > before)
          assert.unreachable(`${key} = ${value} raises ${describe({ evidence, policy })}`);
        if (decideGate(changed, policy).exit < exit)
          assert.unreachable(`${key} = ${value} lowers the exit code of ${describe({ evidence, policy })}`);
      }
    }
    for (const key of ['quality', 'drift'] as const) {
      if (policy[key] === 'block') continue;
      if (ORDER[decideTrust(evidence, { ...policy, [key]: 'block' }).level] > before)
        assert.unreachable(`gate ${key} raises ${describe(evidence)}`);
    }
  }
  assert.ok(steps > 50_000);
});

test('the reasons explain the level: each holds, the lowest come first, certified has none', () => {
  for (const { evidence, policy } of everyCase()) {
    const { level, reasons } = decideTrust(evidence, policy);
    if ((level === 'certified') !== (reasons.length === 0)) assert.unreachable(describe({ evidence, policy, level }));
    if (reasons.length > 0 && reasons[0].level !== level) assert.unreachable(describe({ evidence, policy, level, reasons }));
    for (let index = 1; index < reasons.length; index++) {
      if (ORDER[reasons[index].level] < ORDER[reasons[index - 1].level]) assert.unreachable(describe(reasons));
    }
  }
});

test('every rung is reached, has a code of its own, and can be the only reason', () => {
  const codes = LADDER.map(({ code }) => code);
  assert.is(new Set(codes).size, codes.length);
  const alone = new Set<string>();
  for (const { evidence, policy } of everyCase()) {
    const { reasons } = decideTrust(evidence, policy);
    if (reasons.length === 1) alone.add(reasons[0].code);
  }
  assert.equal([...alone].sort(), [...codes].sort());
});

test('what is known only after scoring never decides whether to score, nor explains rows that were not scored', () => {
  const after = LADDER.filter((rung) => rung.afterScoring).map(({ code }) => code);
  assert.equal(after, ['calibration_failed', 'calibration_unknown']);
  for (const { evidence, policy } of everyCase()) {
    const gate = decideGate(evidence, policy);
    for (const calibrationValid of YES_NO_UNKNOWN) {
      const other = decideGate({ ...evidence, calibrationValid }, policy);
      if (other.scored !== gate.scored || other.exit !== gate.exit) assert.unreachable(describe({ evidence, policy }));
    }
    if (gate.scored) continue;
    const { reasons } = decideTrust(evidence, policy);
    if (reasons.some(({ code }) => after.includes(code))) assert.unreachable(describe({ evidence, policy, reasons }));
  }
});

test('a damaged bundle outranks what the data said', () => {
  const evidence: TrustEvidence = {
    bundle: 'invalid',
    quality: 'fail',
    contractBroken: true,
    drift: 'severe',
    source: 'primary',
    training: 'apart',
    fresh: true,
    fallbackFresh: null,
    calibrationValid: null,
    snapshotsMatch: true,
  };
  assert.equal(decideGate(evidence, { quality: 'block', drift: 'block' }), { scored: false, exit: 4 });
});

test('details are put to their own reason as evidence', () => {
  const evidence: TrustEvidence = {
    bundle: 'ok',
    quality: 'warn',
    contractBroken: false,
    drift: 'moderate',
    source: 'primary',
    training: 'apart',
    fresh: true,
    fallbackFresh: null,
    calibrationValid: true,
    snapshotsMatch: true,
  };
  const { reasons } = decideTrust(evidence, { quality: 'block', drift: 'warn' }, { drift_moderate: 'delay', other: 'x' });
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
