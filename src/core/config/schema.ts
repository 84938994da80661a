import Type, { type Static } from 'typebox';
import { COLUMN_TYPES } from '../schema/column-types.ts';
import { DETECTORS, PURITIES } from '../schema/detectors.ts';
import { TRANSFORMS } from '../schema/transforms.ts';
import { DashboardSchema } from './dashboard-schema.ts';
import { Drift } from './drift-schema.ts';
import { Notify } from './notify-schema.ts';
import { ColumnNames, closed, Duration, filled, LEAST_RATE, literals, Name } from './schema-parts.ts';
import { Columns, Fallback, Holdout, Source } from './source-schema.ts';

/** The schema of a document has a branch for each of them, which the validator nests. */
export const MOST_CHECKS = 1000;

const ContractColumn = Type.Object(
  {
    type: literals(COLUMN_TYPES, { description: 'type of the column' }),
    nullable: Type.Optional(Type.Boolean({ description: 'false: any null fails the check of this column', default: true })),
    optional: Type.Optional(Type.Boolean({ description: 'true: the column may be missing', default: false })),
    description: Type.Optional(Type.String()),
  },
  closed,
);

const Feature = Type.Object(
  {
    name: Name,
    column: Type.Optional(Type.String({ minLength: 1, description: 'the column it is made from; default: its name' })),
    kind: Type.Optional(literals(['numeric', 'categorical'], { default: 'numeric' })),
    transform: Type.Optional(literals(TRANSFORMS, { default: 'identity' })),
    model: Type.Optional(
      Type.Boolean({
        description:
          'false: watched for drift, no input of the model; default: true for numeric features; a categorical one enters as the rarity of its value',
      }),
    ),
    plugin: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'id of a feature that a plugin contributes; its values become a column named after the feature',
      }),
    ),
    options: Type.Optional(Type.Object({}, { description: "options of the plugin's feature" })),
  },
  closed,
);

/** What every check of the config carries besides its own options. */
export const CheckBase = {
  id: Type.Optional(Name),
  severity: Type.Optional(
    literals(['fail', 'warn', 'quarantine'], {
      description: 'fail: quality fails; warn: quality warns; quarantine: the rows are set aside',
      default: 'fail',
    }),
  ),
  description: Type.Optional(Type.String()),
};

const AnyCheck = Type.Object({ check: Type.String({ description: 'name of a built-in check or id of a plugin check' }), ...CheckBase });

export const ConfigSchema = Type.Object(
  {
    version: Type.Literal(1, { description: 'version of this file format' }),
    pipeline: Name,
    description: Type.Optional(Type.String()),
    source: Source,
    window: Type.Optional(
      Type.Object(
        { column: Type.String({ minLength: 1, description: 'time column' }), length: Duration },
        { ...closed, description: 'rows of [as-of - length, as-of)' },
      ),
    ),
    holdout: Type.Optional(Holdout),
    key: Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1, description: 'columns that name a row in the results' })),
    contract: Type.Optional(Type.Object({ columns: Type.Record(Type.String(), ContractColumn, { minProperties: 1 }) }, closed)),
    columns: Type.Optional(Columns),
    fallback: Type.Optional(Fallback),
    checks: Type.Optional(Type.Array(AnyCheck, { minItems: 1, maxItems: MOST_CHECKS })),
    quarantine: Type.Optional(
      Type.Object(
        { max_share: Type.Optional(Type.Number({ minimum: 0, exclusiveMaximum: 1 })) },
        { ...filled, description: 'more rows than this set aside: quality fails (default 0.05)' },
      ),
    ),
    features: Type.Optional(Type.Array(Feature, { minItems: 1, description: 'what the model reads; default: those of the bundle' })),
    segments: Type.Optional(
      Type.Array(Type.Union([Type.String({ minLength: 1 }), Type.Array(Type.String({ minLength: 1 }), { minItems: 1, maxItems: 8 })]), {
        minItems: 1,
        maxItems: 8,
        description: 'columns whose values, taken together, are judged apart; or a list of several such lists',
      }),
    ),
    segment_limits: Type.Optional(
      Type.Object(
        {
          max: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 1000,
              default: 200,
              description: 'how many segments are told apart, the largest of the reference',
            }),
          ),
          min_rows: Type.Optional(
            Type.Integer({ minimum: 20, maximum: 1_000_000_000, default: 50, description: 'fewer rows than this are insufficient' }),
          ),
        },
        filled,
      ),
    ),
    season: Type.Optional(
      Type.Object(
        {
          column: Type.Optional(Type.String({ minLength: 1, description: 'time column, read in UTC' })),
          by: Type.Optional(Type.Array(literals(['month', 'weekday', 'hour']), { minItems: 1, description: 'parts of the time' })),
          bucket_hours: Type.Optional(literals([1, 2, 3, 4, 6, 8, 12], { default: 1, description: 'hours that count as one' })),
          columns: ColumnNames('columns whose values name a phase, such as the mode of a detector'),
        },
        { ...filled, description: 'phases in which the data differ as a matter of course' },
      ),
    ),
    model: Type.Optional(
      Type.Object(
        {
          path: Type.String({ minLength: 1, description: 'directory of the model bundle' }),
          threshold: Type.Optional(Type.Number({ description: 'overrides the threshold of the bundle; default: that of the bundle' })),
          rule: Type.Optional(
            literals(['threshold', 'fdr'], {
              description: 'what flags an anomaly: the fixed threshold or the false discovery rate',
              default: 'threshold',
            }),
          ),
          fdr: Type.Optional(Type.Number({ minimum: LEAST_RATE, maximum: 0.5, default: 0.1 })),
        },
        closed,
      ),
    ),
    reference: Type.Optional(
      Type.Object(
        { max_age: Type.Optional(Duration) },
        { ...filled, description: 'how old the reference of the bundle may be: from the end of its period to the as-of time' },
      ),
    ),
    fit: Type.Optional(
      Type.Object(
        {
          detector: Type.Optional(
            literals(DETECTORS, { description: 'isolation forest, nearest neighbours, or both together', default: 'ensemble' }),
          ),
          reference_is: Type.Optional(
            literals(PURITIES, { description: 'clean: known to hold no anomalies; decides neighbours and trim', default: 'unknown' }),
          ),
          neighbours: Type.Optional(
            Type.Integer({
              minimum: 1,
              maximum: 100,
              description: 'which nearest neighbour the distance is to; default: 1 for a clean reference, otherwise 5',
            }),
          ),
          neighbour_rows: Type.Optional(
            Type.Integer({ minimum: 100, maximum: 10000, description: 'reference rows that neighbours are looked for in', default: 2000 }),
          ),
          trim: Type.Optional(
            Type.Number({
              minimum: 0,
              maximum: 0.5,
              description:
                'share of the training rows left out, highest forest scores first; default: 0 for iforest or a clean reference, else 0.2',
            }),
          ),
          trees: Type.Optional(Type.Integer({ minimum: 1, maximum: 2000, default: 100 })),
          sample_size: Type.Optional(Type.Integer({ minimum: 2, maximum: 16384, default: 256 })),
          seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 4294967295, default: 1 })),
          calibration_rows: Type.Optional(
            Type.Integer({
              minimum: 20,
              maximum: 1000000,
              description: 'rows held out for calibration, at most half of the reference; default: a fifth of it, at most 10,000',
            }),
          ),
          false_alarm_rate: Type.Optional(Type.Number({ minimum: LEAST_RATE, maximum: 0.5, default: 0.01 })),
          missing: Type.Optional(
            literals(['median', 'reject'], {
              description: 'missing values: the reference median, or the row is not scored',
              default: 'median',
            }),
          ),
        },
        filled,
      ),
    ),
    drift: Type.Optional(Drift),
    gate: Type.Optional(
      Type.Object(
        {
          quality: Type.Optional(literals(['block', 'warn'], { default: 'block' })),
          drift: Type.Optional(literals(['block', 'warn'], { default: 'warn' })),
          persistence: Type.Optional(
            Type.Object(
              {
                runs: Type.Integer({ minimum: 1, maximum: 100, description: 'severe drift blocks from so many runs on' }),
                of: Type.Integer({ minimum: 2, maximum: 100, description: 'among the last so many, this one included' }),
              },
              { ...closed, description: 'lets the block of `drift: block` wait until severe drift persists' },
            ),
          ),
          age: Type.Optional(
            literals(['required', 'waived'], {
              description: 'waived: the data have no age, and a run without a freshness check may be qualified',
              default: 'required',
            }),
          ),
        },
        filled,
      ),
    ),
    score: Type.Optional(
      Type.Object(
        {
          top: Type.Optional(
            Type.Integer({ minimum: 1, maximum: 10000, default: 100, description: 'rows kept with reasons for the dashboard' }),
          ),
          workers: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: 64,
              description: 'worker threads; 0 scores in the main thread; default: processors, at most 2, and 0 below 10,000 rows',
            }),
          ),
        },
        filled,
      ),
    ),
    artifacts: Type.Optional(Type.String({ minLength: 1, description: 'directory of the artifacts', default: 'artifacts' })),
    retention: Type.Optional(
      Type.Object(
        {
          runs: Type.Optional(Type.Integer({ minimum: 1, description: 'how many runs are kept' })),
          days: Type.Optional(Type.Integer({ minimum: 1, description: 'for how many days a run is kept after it finished' })),
        },
        {
          ...closed,
          description: 'after each run, runs beyond either limit are removed; never latest, never last_good; default: all are kept',
        },
      ),
    ),
    notify: Type.Optional(Notify),
    dashboard: Type.Optional(DashboardSchema),
  },
  { ...closed, title: 'oads pipeline configuration' },
);

export type RawConfig = Static<typeof ConfigSchema>;
export type ContractColumnConfig = Static<typeof ContractColumn>;
export type HoldoutConfig = Static<typeof Holdout>;
export type ColumnsConfig = Static<typeof Columns>;
export type FeatureConfig = Static<typeof Feature>;
export type CheckConfig = Static<typeof AnyCheck> & Record<string, unknown>;
