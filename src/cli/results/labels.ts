import Type, { type Static } from 'typebox';
import { Acknowledgement } from '../../core/snapshot/acknowledgement.ts';
import { Count, closed, literals, NullableText } from '../../core/snapshot/parts.ts';
import { warnings } from './warnings.ts';

const { key, time, note, by, run_id } = Acknowledgement.properties;

export const LabelsResult = Type.Object(
  {
    artifacts: Type.String(),
    pipeline: Type.String(),
    output: Type.Union([Type.String(), Type.Null()], { description: 'the file that was written; null without -o' }),
    format: NullableText,
    confirmed: Count,
    false_alarms: Count,
    labels: Type.Array(Type.Object({ key, verdict: literals(['confirmed', 'false_alarm']), time, note, by, run_id }, closed), {
      description: 'in the order in which they were said',
    }),
    problems: Type.Array(Type.String(), { description: 'what is wrong with the log; the labels of its sound lines count all the same' }),
    warnings,
  },
  { ...closed, title: 'oads labels --json' },
);
export type LabelsResult = Static<typeof LabelsResult>;
