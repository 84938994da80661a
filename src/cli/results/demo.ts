import Type, { type Static } from 'typebox';
import { Count, closed, DRIFT_FLAGS, literals, NullableText, QUALITY_FLAGS, Rate, TRUST_LEVELS } from '../../core/snapshot/parts.ts';
import { warnings } from './warnings.ts';

const Reason = Type.Object({ code: Type.String(), message: Type.String(), evidence: NullableText }, closed);

const Day = Type.Object(
  {
    day: Type.String(),
    run_id: Type.String(),
    rows: Count,
    scored: Count,
    anomaly_rate: Type.Union([Rate, Type.Null()]),
    quality_flag: literals(QUALITY_FLAGS),
    drift_flag: literals(DRIFT_FLAGS),
    trust_level: literals(TRUST_LEVELS),
    reasons: Type.Array(Reason, { description: 'why it is not trusted more' }),
    most_anomalous: Type.Array(
      Type.Object({ key: Type.Record(Type.String(), Type.Unknown()), reasons: Type.Array(Type.String()) }, closed),
      {
        description: 'at most three',
      },
    ),
  },
  closed,
);

/** What `oads demo --json` gives; where the dashboard is served, once it has been stopped. */
export const DemoResult = Type.Object(
  {
    pipeline: Type.String(),
    dir: Type.Union([Type.String(), Type.Null()], { description: 'where config, rows, model and artifacts are; null: removed at the end' }),
    days: Type.Array(Day, { description: 'oldest first' }),
    trust_level: literals(TRUST_LEVELS),
    url: Type.Union([Type.String(), Type.Null()], { description: 'of the dashboard; null with --no-serve' }),
    next: Type.Array(Type.String(), { description: 'commands that come next' }),
    exit_code: Type.Integer({ description: 'that of the newest run, or of the signal that stopped the dashboard' }),
    warnings,
  },
  { ...closed, title: 'oads demo --json' },
);
export type DemoResult = Static<typeof DemoResult>;
