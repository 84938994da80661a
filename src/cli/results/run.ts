import Type, { type Static } from 'typebox';
import { closed, literals, NullableText, SOURCES_USED, TRUST_LEVELS } from '../../core/snapshot/parts.ts';
import { SystemState } from '../../core/snapshot/system-state.ts';
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

export const RunResult = Type.Object(
  {
    ...SystemState.properties,
    artifacts: Type.String({ description: "the run's directory" }),
    existed: Type.Boolean({ description: 'the run was there already and verified: left untouched' }),
    source_failures: Type.Array(SourceFailure, { description: 'why the sources before the one that was used gave no rows' }),
    outranked_by: Type.Union([OutrankingRun, Type.Null()], {
      description: 'the run of the same rows that says more and stays the last good',
    }),
    exit_code: Type.Integer({ description: 'of this process: 0 with --exit-zero where it would be 1' }),
    warnings,
  },
  { ...closed, title: 'oads run --json' },
);
export type RunResult = Static<typeof RunResult>;
