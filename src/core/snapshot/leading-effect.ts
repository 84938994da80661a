import Type, { type Static } from 'typebox';
import type { FeatureDrift } from './drift-snapshot.ts';
import { Count, closed, NullableNumber } from './parts.ts';

/** The effect that stands for a feature's drift, with what it takes to judge it. */
export const LeadingEffect = Type.Object(
  {
    effect: Type.String({ description: 'the one that decided; `none` where there is nothing to compare' }),
    value: NullableNumber,
    interval: Type.Union([Type.Tuple([Type.Number(), Type.Number()], { description: '95 %' }), Type.Null()]),
    q: Type.Union([Type.Number({ description: 'of the tests that decided' }), Type.Null()]),
    n_ref: Count,
    n_cur: Count,
  },
  closed,
);
export type LeadingEffect = Static<typeof LeadingEffect>;

type Judged = Pick<FeatureDrift, 'decided_by' | 'effects' | 'outside' | 'nulls' | 'q' | 'n_ref' | 'n_cur'>;

/** The effect that decided; where none did the one people look at first, the population stability index where there is one. */
export function findLeadingEffect({ decided_by: by, effects, outside, nulls, q, n_ref, n_cur }: Judged): LeadingEffect {
  const copy = (interval: readonly [number, number] | null | undefined): [number, number] | null =>
    interval ? [interval[0], interval[1]] : null;
  if (by === 'outside_share') return { effect: by, value: outside.current, interval: copy(outside.interval), q: outside.q, n_ref, n_cur };
  if (by === 'null_share')
    return { effect: by, value: nulls.current, interval: copy(nulls.interval), q, n_ref: nulls.rows_ref, n_cur: nulls.rows_cur };
  const [first] = Object.entries(effects).find(([, value]) => value !== null) ?? ['none'];
  const effect = by ?? first;
  const estimate = effects[effect as keyof typeof effects] ?? null;
  return { effect, value: estimate?.value ?? null, interval: copy(estimate?.interval), q, n_ref, n_cur };
}
