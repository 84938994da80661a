import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderSummary } from '../../../src/cli/render/summary.ts';
import { claimsOf } from '../../../src/core/dashboard/view/claims.ts';
import type { RunResult } from '../../../src/core/pipeline/run-pipeline.ts';
import { findViolations } from '../../../src/core/schema/validate.ts';
import { buildMetrics, checkCalibration, withheldMetrics } from '../../../src/core/score/build-metrics.ts';
import { CLAIMS } from '../../../src/core/snapshot/claims.ts';
import { InferenceMetrics } from '../../../src/core/snapshot/inference-metrics.ts';
import { TRUST_LEVELS, type TrustLevel } from '../../../src/core/snapshot/parts.ts';
import { SystemState } from '../../../src/core/snapshot/system-state.ts';
import { buildSystemState } from '../../../src/core/trust/build-system-state.ts';
import { writeRun } from '../../support/artifacts.ts';
import { makeBatch, type Value } from '../check/make-batch.ts';
import { makeValues, openSmallBundle } from '../model/small-bundle.ts';
import { parseCsv } from '../score/parse-csv.ts';
import { keepRows, scoreAll } from '../score/score-all.ts';

const test = suite('snapshot/claims');

const { bundle, base, remove } = await openSmallBundle();
const artifacts = await mkdtemp(path.join(tmpdir(), 'oads-claims-'));
test.after(async () => {
  await remove();
  await rm(artifacts, { recursive: true, force: true });
});

const BURST: Record<string, Value[]> = makeValues(600, 9);
for (let row = 0; row < 30; row++) for (const name of ['a', 'b', 'c']) BURST[`${name}:number`][row] = 7;

interface Shown {
  readonly metrics: InferenceMetrics;
  readonly system: SystemState;
  readonly csv: string[][];
  readonly summary: string;
}

/** Everything that a run of this level would write and print, for either rule. */
async function show(level: TrustLevel, kind: 'threshold' | 'fdr'): Promise<Shown> {
  const rule = { kind, threshold: bundle.card.threshold, fdrTarget: 0.1 };
  const scored = await scoreAll(bundle, keepRows([makeBatch(BURST)]), { dir: base, rule, claims: CLAIMS[level] });
  const csv = parseCsv(await readFile(scored.file, 'utf8')).slice(1);
  const envelope = { pipeline: 'demo', run_id: '0123456789abcdef', as_of: 'unused' };
  const metrics =
    level === 'withheld'
      ? withheldMetrics({ ...envelope, rule, bundle, rows: 600, quarantined: 0, why: 'because' })
      : buildMetrics({
          ...envelope,
          bundle,
          ...scored,
          calibration: checkCalibration(bundle, scored.pass, rule.threshold),
          trust: level,
          claims: CLAIMS[level],
          whyNoClaim: level === 'certified' ? null : 'because',
          quarantined: 0,
          topReasons: scored.pass.top.map(() => []),
        });
  const { quality, drift } = await writeRun(artifacts);
  const system = buildSystemState({
    ...envelope,
    quality,
    drift,
    metrics,
    source: 'primary',
    fallbackReason: null,
    level,
    reasons: [],
    inputDigest: 'a'.repeat(64),
    configDigest: 'b'.repeat(64),
  });
  assert.equal([...findViolations(InferenceMetrics, metrics), ...findViolations(SystemState, system)], []);
  const result: Partial<RunResult> = {
    state: system,
    drift,
    metrics,
    failures: [],
    outrankedBy: null,
    runId: envelope.run_id,
    dir: artifacts,
  };
  return { metrics, system, csv: csv.map((cells) => cells.slice(-5)), summary: renderSummary(result as RunResult) };
}

const isShown = (value: unknown) => value !== null && value !== undefined && value !== false;
const all = (values: readonly unknown[]) => values.length > 0 && values.every(isShown);

/** Every claim, the levels that make it, and each place where it could be read. */
const TABLE: readonly {
  claim: string;
  levels: readonly TrustLevel[];
  places: (shown: Shown) => Record<string, boolean>;
}[] = [
  {
    claim: 'p-values',
    levels: ['certified', 'qualified'],
    places: ({ metrics, csv, system }) => ({
      top: all(metrics.top.map((row) => row.p_value)),
      csv: metrics.scored > 0 && csv.every((cells) => cells[1] !== ''),
      dashboard: claimsOf(system.trust).p_value,
    }),
  },
  {
    claim: 'bound of the false positive rate',
    levels: ['certified', 'qualified'],
    places: ({ metrics, system }) => ({
      metrics: isShown(metrics.calibration?.fpr_upper95),
      system: isShown(system.trust.calibration?.fpr_upper95),
    }),
  },
  {
    claim: 'q-values',
    levels: ['certified'],
    places: ({ metrics, csv, system }) => ({
      top: all(metrics.top.map((row) => row.q_value)),
      csv: metrics.scored > 0 && csv.every((cells) => cells[2] !== ''),
      dashboard: claimsOf(system.trust).q_value,
    }),
  },
  {
    claim: 'false discovery rate',
    levels: ['certified'],
    places: ({ metrics, system }) => ({
      claimed: metrics.fdr.claimed,
      discoveries: isShown(metrics.fdr.discoveries),
      unexplained: metrics.fdr.why_not === null,
      system: system.trust.claims.valid,
    }),
  },
  {
    claim: 'expected false alarms and their bound',
    levels: ['certified'],
    places: ({ metrics, system, summary }) => ({
      metrics: isShown(metrics.expected_false_alarms),
      bound: isShown(metrics.expected_false_alarms_upper95),
      system: isShown(system.trust.claims.expected_false_alarms),
      systemBound: isShown(system.trust.claims.expected_false_alarms_upper95),
      dashboard: isShown(claimsOf(system.trust).expected_false_alarms),
      dashboardBound: isShown(claimsOf(system.trust).expected_false_alarms_upper95),
      summary:
        /^false alarms +(sound rows alone would give about \d+ \(on average at most \d+, with 95 % confidence\); \d+ are flagged|about \d+ among the \d+ flagged \(on average at most \d+, with 95 % confidence\))$/m.test(
          summary,
        ),
    }),
  },
  {
    claim: 'observed over expected',
    levels: ['certified'],
    places: ({ metrics }) => ({ metrics: isShown(metrics.observed_over_expected) }),
  },
];

for (const kind of ['threshold', 'fdr'] as const) {
  for (const level of TRUST_LEVELS) {
    test(`${level}, rule ${kind}: each claim stands in every place or in none`, async () => {
      const shown = await show(level, kind);
      for (const { claim, levels, places } of TABLE) {
        const expected = levels.includes(level);
        for (const [place, stands] of Object.entries(places(shown))) assert.is(stands, expected, `${claim}, ${place}`);
      }
    });
  }
}

test('no trace of a false alarm count is left on the summary of lower levels', async () => {
  for (const level of ['qualified', 'rank-only', 'withheld'] as const)
    assert.not.match((await show(level, 'threshold')).summary, /false alarms|cannot be told/);
});

test('what bounds the p-values stands under every level, for it claims nothing of this batch', async () => {
  for (const level of ['certified', 'qualified', 'rank-only'] as const) {
    const { metrics } = await show(level, 'threshold');
    assert.equal([metrics.calibration?.n, metrics.calibration?.min_p], [300, 1 / 301]);
    assert.equal([metrics.fdr.least_discoveries, metrics.fdr.reachable], [20, true]);
  }
});

test('the summary says how many anomalies cannot be told from chance', async () => {
  const { summary } = await show('certified', 'threshold');
  assert.match(
    summary,
    /^ +- fewer than 20 anomalies cannot be told from chance at a false discovery rate of 0\.1: the smallest p-value is 1\/301, and 600 rows were scored$/m,
  );
});

test.run();
