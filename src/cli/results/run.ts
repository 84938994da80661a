import Type, { type Static } from 'typebox';
import {
  Count,
  closed,
  DRIFT_FLAGS,
  literals,
  NullableText,
  QUALITY_FLAGS,
  Rate,
  SOURCES_USED,
  TRUST_LEVELS,
} from '../../core/snapshot/parts.ts';
import { SystemState } from '../../core/snapshot/system-state.ts';
import { ErrorResult } from './error.ts';
import { warnings } from './warnings.ts';

const SourceFailure = Type.Object(
  {
    source: literals(SOURCES_USED),
    label: Type.String(),
    code: Type.String(),
    outage: Type.Boolean({ description: 'it may pass by itself' }),
    message: Type.String(),
    hint: NullableText,
  },
  closed,
);

const OutrankingRun = Type.Object({ run_id: Type.String(), trust_level: literals(TRUST_LEVELS), finished_at: Type.String() }, closed);

const oneRun = {
  ...SystemState.properties,
  artifacts: Type.String({ description: "the run's directory" }),
  existed: Type.Boolean({ description: 'the run was there already and verified: left untouched' }),
  source_failures: Type.Array(SourceFailure, { description: 'why the sources before the one that was used gave no rows' }),
  outranked_by: Type.Union([OutrankingRun, Type.Null()], {
    description: 'the run of the same rows that says more and stays the last good',
  }),
  newer_run: Type.Union([Type.String(), Type.Null()], {
    description: 'the run of later data that stays the latest one, where this one is of the past',
  }),
  reference_age_seconds: Type.Union([Type.Integer(), Type.Null()], {
    description: "from the end of the reference's period to the as-of time; null where nobody knows",
  }),
  exit_code: Type.Integer({ description: 'of this process: 0 with --exit-zero where it would be 1' }),
  warnings,
};

const OneRun = Type.Object(oneRun, { ...closed, description: 'a run' });

const due = {
  due: Type.String({ description: 'when it was due, and its as-of time' }),
  missed: Type.Array(Type.String(), { description: 'due times that were passed over since the line before: the first 1,000 of them' }),
  missed_more: Type.Boolean({ description: 'more due times were passed over than `missed` names' }),
};

const Step = Type.Object(
  {
    from: Type.String(),
    to: Type.String(),
    state: literals(['run', 'there', 'skipped', 'failed', 'not_reached']),
    run_id: NullableText,
    rows: Type.Union([Count, Type.Null()]),
    anomaly_rate: Type.Union([Rate, Type.Null()]),
    quality_flag: Type.Union([literals(QUALITY_FLAGS), Type.Null()]),
    drift_flag: Type.Union([literals(DRIFT_FLAGS), Type.Null()]),
    trust_level: Type.Union([literals(TRUST_LEVELS), Type.Null()]),
    exit_code: Type.Union([Type.Integer(), Type.Null()]),
    error: Type.Union([ErrorResult.properties.error, Type.Null()]),
  },
  closed,
);

export const RunResult = Type.Union(
  [
    OneRun,
    Type.Object(
      { pipeline: Type.String(), steps: Type.Array(Step), exit_code: Type.Integer(), warnings },
      { ...closed, description: 'a backfill: --window with --step' },
    ),
    Type.Object({ ...due, ...oneRun }, { ...closed, description: 'a line of --every' }),
    Type.Object(
      { ...due, error: ErrorResult.properties.error, exit_code: Type.Integer(), warnings },
      { ...closed, description: 'a line of --every whose run could not be made' },
    ),
  ],
  { title: 'oads run --json' },
);
export type RunResult = Static<typeof RunResult>;
