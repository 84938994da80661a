import path from 'node:path';
import type { ColumnType } from '../schema/column-types.ts';
import type { DetectorName, Purity } from '../schema/detectors.ts';
import { type ColumnPolicy, createColumnPolicy } from './column-policy.ts';
import { applyDashboardDefaults, type DashboardConfig } from './dashboard-schema.ts';
import { parseDurationMs } from './durations.ts';
import type { CheckConfig, FeatureConfig, RawConfig } from './schema.ts';

export interface ContractColumn {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly optional: boolean;
}

/** One feature, every default filled in. */
export interface FeatureSpec {
  readonly name: string;
  readonly column: string;
  readonly kind: 'numeric' | 'categorical';
  readonly transform: NonNullable<FeatureConfig['transform']>;
  /** Input of the model; otherwise watched for drift only. */
  readonly model: boolean;
  readonly plugin?: string;
  /** Of the plugin's feature; undefined where there are none. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface FallbackFile {
  /** As the config writes it, for artifacts: they are the same wherever the config lies. */
  readonly name: string;
  readonly path: string;
  readonly format?: string;
}

export interface Levels {
  readonly moderate: number;
  readonly severe: number;
}

/** What names the phase of a row: parts of its time, values of columns, or both. */
export interface Season {
  readonly column?: string;
  readonly parts: readonly ('month' | 'weekday' | 'hour')[];
  readonly bucketHours: number;
  readonly columns: readonly string[];
}

/** Where the source is parted: by time, or so many rows from its start. */
export type Holdout = { readonly column: string; readonly at: string } | { readonly row: number };

/** The validated configuration with every default filled in and every path absolute. */
export interface Config {
  /** As it was named, for messages. */
  readonly file: string;
  readonly baseDir: string;
  /** sha256 of what decides the result: without connection, model path, artifacts directory, retention, workers, dashboard. */
  readonly digest: string;
  /** Line and column of a value of the document, for messages. */
  readonly locate: (path: readonly (string | number)[]) => { line: number; column: number };
  readonly pipeline: string;
  readonly description?: string;
  readonly source: { readonly loader: string; readonly options: Record<string, unknown> };
  readonly window?: { readonly column: string; readonly lengthMs: number };
  /** `fit` reads the source's rows before it, everything else those from it on; undefined: all of them. */
  readonly holdout?: Holdout;
  readonly key: readonly string[];
  readonly contract: readonly ContractColumn[];
  readonly fallback: { readonly lastGood: boolean; readonly file?: FallbackFile; readonly maxAgeMs?: number };
  /** What of the source's columns is read, and what is made unreadable; undefined: all of them, as they are. */
  readonly columns?: ColumnPolicy;
  readonly checks: readonly CheckConfig[];
  readonly quarantine: { readonly maxShare: number };
  readonly features: readonly FeatureSpec[];
  /** By each of them, rows are judged apart: columns whose values are taken together. */
  readonly segments: readonly (readonly string[])[];
  readonly segmentLimits: { readonly max: number; readonly minRows: number };
  readonly season?: Season;
  readonly model?: { readonly path: string; readonly threshold?: number; readonly rule: 'threshold' | 'fdr'; readonly fdr: number };
  /** How old the bundle's reference may be; undefined: as old as it is. */
  readonly reference: { readonly maxAgeMs?: number };
  readonly fit: {
    readonly detector: DetectorName;
    readonly referenceIs: Purity;
    /** Undefined: as `referenceIs` has it. */
    readonly neighbours?: number;
    readonly neighbourRows: number;
    /** Undefined: as `referenceIs` has it. */
    readonly trim?: number;
    readonly trees: number;
    readonly sampleSize: number;
    readonly seed: number;
    /** Undefined: a share of the reference. */
    readonly calibrationRows?: number;
    readonly falseAlarmRate: number;
    readonly missing: 'median' | 'reject';
  };
  readonly drift: NonNullable<RawConfig['drift']>;
  readonly gate: {
    readonly quality: 'block' | 'warn';
    readonly drift: 'block' | 'warn';
    readonly persistence?: { readonly runs: number; readonly of: number };
    readonly age: 'required' | 'waived';
  };
  readonly score: { readonly top: number; readonly workers?: number };
  /** Absolute; undefined when the config names none. */
  readonly artifacts?: string;
  /** At least one of them; undefined when all runs are kept. */
  readonly retention?: { readonly runs?: number; readonly days?: number };
  readonly dashboard: DashboardConfig;
}

export function applyDefaults(raw: RawConfig & { checks?: CheckConfig[] }, origin: Pick<Config, 'file' | 'digest' | 'locate'>): Config {
  const baseDir = path.dirname(path.resolve(origin.file));
  const resolve = (given: string) => path.resolve(baseDir, given);
  const fallbackFile = raw.fallback?.file;
  return {
    file: origin.file,
    baseDir,
    digest: origin.digest,
    locate: origin.locate,
    pipeline: raw.pipeline,
    description: raw.description,
    source: { loader: raw.source.loader, options: (raw.source.options ?? {}) as Record<string, unknown> },
    window: raw.window && { column: raw.window.column, lengthMs: parseDurationMs(raw.window.length) },
    holdout: raw.holdout as Holdout | undefined,
    key: raw.key ?? [],
    contract: Object.entries(raw.contract?.columns ?? {}).map(([name, column]) => ({
      name,
      type: column.type,
      nullable: column.nullable ?? true,
      optional: column.optional ?? false,
    })),
    columns: raw.columns && createColumnPolicy(raw.columns),
    fallback: {
      lastGood: raw.fallback?.last_good ?? true,
      file: fallbackFile && { name: fallbackFile.path, path: resolve(fallbackFile.path), format: fallbackFile.format },
      maxAgeMs: raw.fallback?.max_age === undefined ? undefined : parseDurationMs(raw.fallback.max_age),
    },
    checks: raw.checks ?? [],
    quarantine: { maxShare: raw.quarantine?.max_share ?? 0.05 },
    features: (raw.features ?? []).map((feature) => ({
      name: feature.name,
      column: feature.plugin === undefined ? (feature.column ?? feature.name) : feature.name,
      kind: feature.kind ?? 'numeric',
      transform: feature.transform ?? 'identity',
      model: feature.model ?? feature.kind !== 'categorical',
      ...(feature.plugin === undefined ? {} : { plugin: feature.plugin, ...optionsOf(feature) }),
    })),
    segments: listSegmentations(raw.segments),
    segmentLimits: { max: raw.segment_limits?.max ?? 200, minRows: raw.segment_limits?.min_rows ?? 50 },
    season: raw.season && {
      column: raw.season.column,
      parts: raw.season.by ?? [],
      bucketHours: raw.season.bucket_hours ?? 1,
      columns: raw.season.columns ?? [],
    },
    model: raw.model && {
      path: resolve(raw.model.path),
      threshold: raw.model.threshold,
      rule: raw.model.rule ?? 'threshold',
      fdr: raw.model.fdr ?? 0.1,
    },
    reference: { maxAgeMs: raw.reference?.max_age === undefined ? undefined : parseDurationMs(raw.reference.max_age) },
    fit: {
      detector: raw.fit?.detector ?? 'ensemble',
      referenceIs: raw.fit?.reference_is ?? 'unknown',
      neighbours: raw.fit?.neighbours,
      neighbourRows: raw.fit?.neighbour_rows ?? 2000,
      trim: raw.fit?.trim,
      trees: raw.fit?.trees ?? 100,
      sampleSize: raw.fit?.sample_size ?? 256,
      seed: raw.fit?.seed ?? 1,
      calibrationRows: raw.fit?.calibration_rows,
      falseAlarmRate: raw.fit?.false_alarm_rate ?? 0.01,
      missing: raw.fit?.missing ?? 'median',
    },
    drift: raw.drift ?? {},
    gate: {
      quality: raw.gate?.quality ?? 'block',
      drift: raw.gate?.drift ?? 'warn',
      persistence: raw.gate?.persistence,
      age: raw.gate?.age ?? 'required',
    },
    score: { top: raw.score?.top ?? 100, workers: raw.score?.workers },
    artifacts: raw.artifacts === undefined ? undefined : resolve(raw.artifacts),
    retention: raw.retention,
    dashboard: applyDashboardDefaults(raw.dashboard, resolve),
  };
}

/** None are as good as an empty object. */
function optionsOf({ options = {} }: FeatureConfig): Pick<FeatureSpec, 'options'> {
  return Object.keys(options).length === 0 ? {} : { options: options as Record<string, unknown> };
}

/** `[a, b]` is one segmentation by both, `[[a], [b]]` are two. */
function listSegmentations(given: RawConfig['segments'] = []): string[][] {
  const names = given.filter((item) => typeof item === 'string');
  const lists = given.filter((item) => typeof item !== 'string');
  return names.length > 0 ? [names] : lists;
}
