import type { HostApi, WindowFeature } from '@oads/cli/plugin';
import { type Distance, measureDistance } from '../histogram/measure-distance.ts';
import type { ReferenceHistogram } from '../histogram/reference-histogram.ts';
import { optionKinds } from '../options/option-kinds.ts';

interface Options {
  readonly column: string;
  readonly reference: string;
  readonly by: readonly string[];
  readonly distance: Distance;
  readonly min_rows: number;
}

const readOptions = (options: Record<string, unknown>) =>
  ({ by: ['run', 'ls'], distance: 'chi2', min_rows: 20, ...options }) as unknown as Options;

/** How far the distribution of a column over a lumisection is from that of a reference run. */
export const histogramDistanceFeature = (api: HostApi): WindowFeature => {
  const { columns, number } = optionKinds(api);
  const { Type } = api;
  return {
    kind: 'window',
    name: 'histogram-distance',
    description: 'distance of the values of a column in a lumisection, or another group of rows, from the histogram of a reference run',
    options: Type.Object(
      {
        column: Type.String({ minLength: 1, description: 'the column whose distribution is compared' }),
        reference: Type.String({ minLength: 1, description: 'a JSON file {"edges": […], "counts": […]}, relative to the config file' }),
        by: columns(['run', 'ls'], 'rows with equal values here make one histogram'),
        distance: Type.Optional(
          Type.Union([Type.Literal('chi2'), Type.Literal('ks'), Type.Literal('emd')], {
            default: 'chi2',
            description:
              'chi2: over the degrees of freedom; ks: Kolmogorov-Smirnov, scaled by the number of values; emd: earth mover’s, in standard deviations',
          }),
        ),
        min_rows: number(20, 'groups with fewer values than this have no distance', { minimum: 1 }),
      },
      { additionalProperties: false },
    ),
    inputs: (options) => [...readOptions(options).by, readOptions(options).column],
    group: (options) => ({ key: readOptions(options).by, order: [] }),

    async prepare(options, { readFile }) {
      const { reference } = readOptions(options);
      const { parseHistogram } = await import('../histogram/reference-histogram.ts');
      return parseHistogram(api, new TextDecoder().decode(await readFile(reference)), reference);
    },

    compute(rows, options, prepared) {
      const { column, distance, min_rows: minRows } = readOptions(options);
      const values = rows.numbers(column).filter((value) => !Number.isNaN(value));
      const measured = values.length < minRows ? Number.NaN : measureDistance(values, prepared as ReferenceHistogram, distance);
      return new Float64Array(rows.rows).fill(measured);
    },
  };
};
