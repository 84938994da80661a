import { startChecks } from '../../check/run-checks.ts';
import { BugError, UsageError } from '../../errors.ts';
import { type KeptBatch, keptIndexes } from '../../frame/kept-batch.ts';
import type { Bundle } from '../../model/bundle.ts';
import { checkCalibration, flagRows, rankValues } from '../../score/build-metrics.ts';
import type { ResultsWriter } from '../../score/results-writer.ts';
import { openRowScorer } from '../../score/score-rows.ts';
import { ScoreTally, scoresOfRows } from '../../score/score-tally.ts';
import { findFlagged } from '../../score/write-results.ts';
import type { InferenceMetrics } from '../../snapshot/inference-metrics.ts';
import { announceLoad } from '../announce-load.ts';
import type { Effects } from '../effects.ts';
import { openReasons } from '../explain.ts';
import type { Plan } from '../plan.ts';
import { describeScores, refuseBrokenContract } from '../score-alone.ts';
import { type OpenResultsWriter, ruleOf, tallyOptions, workersOf } from '../score-stage.ts';
import { refuseWindows } from '../windows/compute-windows.ts';
import type { ShapedStream } from './stream-load.ts';

export interface StreamScoresOptions {
  readonly version: string;
  /** Called once the key's columns are known. */
  readonly openWriter: OpenResultsWriter;
}

/** A rule or feature that needs all rows before it can say anything of one; those of a pipe may bring the features with them. */
export function refuseWholeBatch(plan: Plan, bundle: Bundle, isPipe: boolean): void {
  if (!isPipe) refuseWindows(plan.derived);
  if (ruleOf(plan, bundle).kind === 'threshold') return;
  throw new UsageError('OADS_USAGE', 'model.rule: fdr needs the scores of the whole batch, and streamed rows go out one by one', {
    hint: 'add --spool, which keeps the batch in the temporary directory first, or set model.rule: threshold',
  });
}

/**
 * `oads score -o -`: one pass, rows out as they come, the same as those of `scoreAlone` with the threshold rule. No p- and
 * q-values: trust is known at the end only, and is rank-only at best.
 */
export async function streamScores(
  plan: Plan,
  bundle: Bundle,
  stream: ShapedStream,
  options: StreamScoresOptions,
  effects: Effects,
): Promise<InferenceMetrics> {
  const rule = ruleOf(plan, bundle);
  const quality = startChecks(
    plan.config.checks.filter(({ severity }) => severity === 'quarantine'),
    plan.registry.checks,
    {
      asOf: plan.asOf,
      contract: plan.contract,
      key: plan.config.key,
      maxQuarantineShare: plan.config.quarantine.maxShare,
      preparedOf: (check) => plan.preparations.ofCheck(check),
    },
  );
  let tally: ScoreTally | undefined;
  let writer: ResultsWriter | undefined;

  async function* screen(): AsyncGenerator<KeptBatch> {
    for await (const { batch, failures, originals, typesBefore } of stream.batches) {
      refuseBrokenContract(stream.shaper);
      if (!tally) {
        const counted = tallyOptions(plan, bundle, batch);
        tally = new ScoreTally(bundle.calibration, counted);
        const { keyColumns } = counted;
        writer = await options.openWriter(
          { keyColumns },
          batch.schema.filter(({ name }) => keyColumns.includes(name)),
        );
      }
      const { kept, refused } = quality.screen(batch, failures, originals, typesBefore);
      yield { batch: kept, offset: batch.offset, kept: refused ? keptIndexes(refused.mask) : undefined };
    }
  }

  if (bundle.card.training.detector === 'onnx') announceLoad(effects, bundle.model.byteLength);
  const scorer = await openRowScorer(bundle, { workers: workersOf(plan, bundle, Number.POSITIVE_INFINITY), signal: effects.signal });
  try {
    const reasons = openReasons(scorer);
    for await (const scored of scorer.score(screen())) {
      tally?.add(scored);
      const { rows } = scored;
      const scores = scoresOfRows(scored);
      // A row that was not scored is left out: any rank will do.
      const ranks = scored.indexes ? spreadRanks(scored.ranks, scored.indexes, scores.length) : scored.ranks;
      const flagged = findFlagged(scores, ranks, (score) => score >= rule.threshold);
      const explained = flagged.length > 0 ? await reasons.ofBatch(rows, flagged, scores) : [];
      await writer?.write({ rows, scores, ranks, flagged, reasons: explained });
      effects.progress('score', tally?.rowsSeen ?? 0);
    }
    if (!tally || !writer) throw new BugError('expected at least one batch of rows, got none');
    await writer.close();
    const pass = tally.finish();
    const ranks = rankValues(pass);
    return describeScores(plan, options.version, stream.shaper, {
      bundle,
      pass,
      rule,
      ranks,
      calibration: checkCalibration(bundle, pass, rule.threshold),
      quarantined: quality.rows.quarantined,
      topReasons: await reasons.ofTop(pass.top),
      isAnomaly: flagRows(rule, ranks),
    }).metrics;
  } catch (error) {
    await writer?.abort();
    throw error;
  } finally {
    await scorer.close();
  }
}

function spreadRanks(ranks: Uint32Array, indexes: Uint32Array, rows: number): Uint32Array {
  const all = new Uint32Array(rows);
  for (let at = 0; at < indexes.length; at++) all[indexes[at]] = ranks[at];
  return all;
}
