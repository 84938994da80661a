/** The JSON files and the table that every run holds beside its manifest. */
export const RUN_FILES = [
  'quality_snapshot.json',
  'drift_snapshot.json',
  'anomaly_results.csv',
  'inference_metrics.json',
  'system_state.json',
] as const;

/** Whether the text can be a pipeline's name: the same rule as in the config, and never a path. */
export function isPipelineName(text: string): boolean {
  return text.length <= 200 && /^[a-z0-9][a-z0-9._-]*$/.test(text);
}

/** Whether the text can be a run's id, which is also its directory's name. */
export function isRunId(text: string): boolean {
  return /^[0-9a-f]{16}$/.test(text);
}

/** Whether a manifest may list this name: one plain file of the run's own directory. */
export function isRunFileName(text: string): boolean {
  return text.length <= 200 && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text);
}

/** Whether a file of a pipeline's directory belongs to its acknowledgements: the log, what was set aside of it, the lock of its writers. */
export function isAcknowledgementFile(text: string): boolean {
  return /^(?:acknowledgements\.ndjson(?:\.torn-[0-9a-f]{16})?|\.acknowledgements\.lock(?:\.[0-9a-f]{16})*(?:\.[0-9a-f]{8}-[0-9a-f-]{27})?)$/.test(
    text,
  );
}
