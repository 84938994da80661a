import Type, { type Static } from 'typebox';
import { BundleCard } from '../../core/model/bundle.ts';
import { CellValue, closed } from '../../core/snapshot/parts.ts';
import { warnings } from './warnings.ts';

const InputValue = Type.Object({ feature: Type.String(), value: CellValue }, closed);

/** The digest above stands for those of the files. */
const { files: _, ...card } = BundleCard.properties;

export const FitResult = Type.Object(
  {
    dir: Type.String(),
    digest: Type.String({ pattern: '^[0-9a-f]{64}$' }),
    replaced: Type.Union([Type.String(), Type.Null()], { description: 'digest of the bundle that was there before' }),
    ...card,
    most_anomalous: Type.Union([Type.Array(InputValue), Type.Null()], {
      description: 'the most anomalous reference row of a model made elsewhere: an ordinary one tells that the orientation is wrong',
    }),
    warnings,
  },
  { ...closed, title: 'oads fit --json' },
);
export type FitResult = Static<typeof FitResult>;
