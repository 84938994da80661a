import type { Config } from './defaults.ts';
import { formatDurationText } from './durations.ts';

/**
 * The config as a document again, by the keys of the file, with every default that `applyDefaults` filled in; undefined where
 * there is none. Paths are absolute. The columns' policy, loader and check options are left out: nothing is filled in there.
 */
export function toDocument(config: Config): Record<string, unknown> {
  const { window, fallback, season, model, fit, gate, dashboard } = config;
  return {
    version: 1,
    pipeline: config.pipeline,
    description: config.description,
    source: { loader: config.source.loader },
    window: window && { column: window.column, length: formatDurationText(window.lengthMs) },
    holdout: config.holdout,
    key: unlessEmpty(config.key),
    contract: unlessEmpty(config.contract) && {
      columns: Object.fromEntries(config.contract.map(({ name, type, nullable, optional }) => [name, { type, nullable, optional }])),
    },
    fallback: {
      last_good: fallback.lastGood,
      file: fallback.file && { path: fallback.file.path, format: fallback.file.format },
      max_age: fallback.maxAgeMs === undefined ? undefined : formatDurationText(fallback.maxAgeMs),
    },
    quarantine: { max_share: config.quarantine.maxShare },
    features: unlessEmpty(config.features),
    segments: unlessEmpty(config.segments),
    // Refused where nothing is segmented.
    segment_limits: config.segments.length > 0 ? { max: config.segmentLimits.max, min_rows: config.segmentLimits.minRows } : undefined,
    season: season && {
      column: season.column,
      by: unlessEmpty(season.parts),
      bucket_hours: season.bucketHours,
      columns: unlessEmpty(season.columns),
    },
    model,
    fit: {
      detector: fit.detector,
      reference_is: fit.referenceIs,
      neighbours: fit.neighbours,
      neighbour_rows: fit.neighbourRows,
      trim: fit.trim,
      trees: fit.trees,
      sample_size: fit.sampleSize,
      seed: fit.seed,
      calibration_rows: fit.calibrationRows,
      false_alarm_rate: fit.falseAlarmRate,
      missing: fit.missing,
    },
    reference: {
      max_age: config.reference.maxAgeMs === undefined ? undefined : formatDurationText(config.reference.maxAgeMs),
    },
    drift: config.drift,
    gate: { quality: gate.quality, drift: gate.drift, persistence: gate.persistence, age: gate.age },
    score: config.score,
    artifacts: config.artifacts,
    retention: config.retention,
    dashboard: {
      host: dashboard.host,
      port: dashboard.port,
      token_file: dashboard.tokenFile,
      tls: dashboard.tls,
      allowed_hosts: unlessEmpty(dashboard.allowedHosts),
      stale_after: dashboard.staleAfterMs === undefined ? undefined : formatDurationText(dashboard.staleAfterMs),
    },
  };
}

function unlessEmpty<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}
