import Type from 'typebox';
import { closed, filled, LEAST_RATE } from './schema-parts.ts';

const levels = (bounds: Type.TNumberOptions) =>
  Type.Object(
    { moderate: Type.Number({ exclusiveMinimum: 0, ...bounds }), severe: Type.Number({ exclusiveMinimum: 0, ...bounds }) },
    closed,
  );
/** Beyond what a batch can reach, as a percentage in place of a fraction would be, a level switches its measure off. */
const Effect = levels({ maximum: 10 });

export const Drift = Type.Object(
  {
    fdr: Type.Optional(
      Type.Number({ minimum: LEAST_RATE, maximum: 0.5, description: 'Benjamini-Hochberg level over all features', default: 0.01 }),
    ),
    psi: Type.Optional(Effect),
    wasserstein: Type.Optional(Effect),
    scale: Type.Optional(Effect),
    null_share: Type.Optional(levels({ maximum: 1 })),
    outside_share: Type.Optional(levels({ exclusiveMaximum: 1 })),
    dependence: Type.Optional(levels({ exclusiveMaximum: 1 })),
    min_rows: Type.Optional(
      Type.Integer({ minimum: 2, maximum: Number.MAX_SAFE_INTEGER, description: 'fewer rows than this are insufficient', default: 50 }),
    ),
  },
  filled,
);
