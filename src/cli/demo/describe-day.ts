import { type Day, nameDay } from './run-days.ts';

const TOP_SHOWN = 3;

/** What `oads demo --json` prints of a day. */
export function describeDay({ span, result: { state, metrics, runId } }: Day) {
  const { summary, trust } = state;
  return {
    day: nameDay(span),
    run_id: runId,
    rows: summary.rows_processed,
    scored: trust.data.scored,
    anomaly_rate: summary.anomaly_rate,
    quality_flag: summary.quality_flag,
    drift_flag: summary.drift_flag,
    trust_level: summary.trust_level,
    reasons: trust.reasons.map(({ code, message, evidence }) => ({ code, message, evidence: evidence ?? null })),
    most_anomalous: metrics.top.slice(0, TOP_SHOWN).map(({ key, reasons }) => ({ key, reasons: reasons.map(({ text }) => text) })),
  };
}
