import type { GroupCheck, HostApi } from '@oads/cli/plugin';
import { DISTANCE_DEFAULTS, type DistanceOptions, distanceOf, distanceOptions, prepareReference } from '../options/distance-options.ts';
import { optionKinds } from '../options/option-kinds.ts';

interface Options extends DistanceOptions {
  readonly max: number;
}

const readOptions = (options: Record<string, unknown>) => ({ ...DISTANCE_DEFAULTS, max: 3, ...options }) as unknown as Options;

/** The distribution of a column over each lumisection is that of a reference run; else all rows of the lumisection fail. */
export const referenceHistogramCheck = (api: HostApi): GroupCheck => {
  const { number, tolerance } = optionKinds(api);
  return {
    kind: 'group',
    name: 'reference-histogram',
    description: 'the values of a column in each lumisection, or another group of rows, are distributed as in a reference run',
    options: api.Type.Object(
      {
        ...distanceOptions(api),
        max: number(3, 'largest distance that passes; for chi2 with 15 bins, 3 is above all but one of a million sound groups', {
          minimum: 0,
        }),
        tolerance,
      },
      { additionalProperties: false },
    ),
    columns: (options) => [...readOptions(options).by, readOptions(options).column],
    group: (options) => ({ key: readOptions(options).by, order: [] }),
    prepare: (options, context) => prepareReference(api, readOptions(options), context),

    judge(rows, options, { prepared }, verdicts) {
      const distance = distanceOf(rows, readOptions(options), prepared);
      if (Number.isNaN(distance)) verdicts.fill(2);
      else if (distance > readOptions(options).max) verdicts.fill(1);
    },

    expectation(options) {
      const { column, reference, by, distance, max } = readOptions(options);
      return `${distance} of ${column} from ${reference} at most ${max} for each ${by.join(', ')}`;
    },
  };
};
