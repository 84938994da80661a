import type { Batch, HostApi, PrepareContext } from '@oads/cli/plugin';
import { type Distance, measureDistance } from '../histogram/measure-distance.ts';
import type { ReferenceHistogram } from '../histogram/reference-histogram.ts';
import { optionKinds } from './option-kinds.ts';

/** Which distribution is compared with which reference, and how. */
export interface DistanceOptions {
  readonly column: string;
  readonly reference: string;
  readonly histogram?: string;
  readonly by: readonly string[];
  readonly distance: Distance;
  readonly min_rows: number;
}

export const DISTANCE_DEFAULTS = { by: ['run', 'ls'], distance: 'chi2', min_rows: 20 } as const;

export const distanceOptions = (api: HostApi) => {
  const { columns, number, text } = optionKinds(api);
  const { Type } = api;
  return {
    column: Type.String({ minLength: 1, description: 'the column whose distribution is compared' }),
    reference: Type.String({
      minLength: 1,
      description: 'a JSON file {"edges": […], "counts": […]}, or a ROOT file; relative to the config file',
    }),
    histogram: text('the path of the histogram within a ROOT file, such as DQMData/Muons/phi'),
    by: columns(DISTANCE_DEFAULTS.by, 'rows with equal values here make one histogram'),
    distance: Type.Optional(
      Type.Union([Type.Literal('chi2'), Type.Literal('ks'), Type.Literal('emd')], {
        default: 'chi2',
        description:
          'chi2: over the degrees of freedom; ks: Kolmogorov-Smirnov, scaled by the number of values; emd: earth mover’s, in standard deviations',
      }),
    ),
    min_rows: number(DISTANCE_DEFAULTS.min_rows, 'groups with fewer values than this have no distance', { minimum: 1 }),
  };
};

export async function prepareReference(
  api: HostApi,
  { reference, histogram }: DistanceOptions,
  { readFile }: PrepareContext,
): Promise<ReferenceHistogram> {
  const bytes = await readFile(reference);
  if (histogram === undefined) {
    const { parseHistogram } = await import('../histogram/reference-histogram.ts');
    return parseHistogram(api, new TextDecoder().decode(bytes), reference);
  }
  const { readRootReference } = await import('../histogram/read-root-reference.ts');
  return readRootReference(api, bytes, histogram, reference);
}

/** Of all rows of a group; NaN where there are too few values. */
export function distanceOf(rows: Batch, { column, distance, min_rows: minRows }: DistanceOptions, reference: unknown): number {
  const values = rows.numbers(column).filter((value) => !Number.isNaN(value));
  return values.length < minRows ? Number.NaN : measureDistance(values, reference as ReferenceHistogram, distance);
}
