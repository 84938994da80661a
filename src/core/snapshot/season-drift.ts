import Type, { type Static } from 'typebox';
import { LeadingEffect } from './leading-effect.ts';
import { Count, closed, DRIFT_FLAGS, literals, NullableNumber, NullableText, Rate } from './parts.ts';

/** The batch against reference rows of the same phases of the season, mixed as the batch is. */
export const SeasonDrift = Type.Object(
  {
    by: Type.Array(Type.String()),
    verdict: literals(DRIFT_FLAGS),
    why_unavailable: NullableText,
    phases: Type.Object(
      {
        batch: Count,
        reference: Count,
        unknown_rows: Type.Object(Rate.properties, { ...closed, description: 'rows in phases that the reference does not hold' }),
      },
      closed,
    ),
    reference_rows: Type.Integer({
      minimum: 0,
      description: 'how many rows the reference is worth when its phases are weighted as in the batch',
    }),
    tested: Count,
    insufficient: Count,
    drifted: Type.Array(Type.String(), { description: 'worst first' }),
    reasons: Type.Array(Type.String()),
    features: Type.Array(
      Type.Object(
        {
          feature: Type.String(),
          status: literals(['moderate', 'severe', 'insufficient']),
          ...Type.Partial(LeadingEffect).properties,
          q: NullableNumber,
          reasons: Type.Array(Type.String()),
        },
        closed,
      ),
      { description: 'those that drifted, or had too few values' },
    ),
  },
  closed,
);
export type SeasonDrift = Static<typeof SeasonDrift>;
