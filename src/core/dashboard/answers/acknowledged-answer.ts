import Type from 'typebox';
import { Count, closed, Rate } from '../../snapshot/parts.ts';

/** How many of the rows that a run shows bear a mark. */
export const AcknowledgedAnswer = Type.Object(
  {
    confirmed: Count,
    false_alarm: Count,
    shown: Type.Integer({ minimum: 0, description: 'rows that the run has kept ready' }),
    reviewed: Type.Object(
      {
        confirmed: Count,
        false_alarms: Count,
        precision: Type.Union([Rate, Type.Null()], {
          description: 'share of confirmed ones among the flagged rows that were marked; no random sample; null without any',
        }),
      },
      closed,
    ),
  },
  closed,
);
