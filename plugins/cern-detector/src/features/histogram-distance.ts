import type { HostApi, WindowFeature } from '@oads/cli/plugin';
import { DISTANCE_DEFAULTS, type DistanceOptions, distanceOf, distanceOptions, prepareReference } from '../options/distance-options.ts';

const readOptions = (options: Record<string, unknown>) => ({ ...DISTANCE_DEFAULTS, ...options }) as unknown as DistanceOptions;

/** How far the distribution of a column over a lumisection is from that of a reference run. */
export const histogramDistanceFeature = (api: HostApi): WindowFeature => ({
  kind: 'window',
  name: 'histogram-distance',
  description: 'distance of the values of a column in a lumisection, or another group of rows, from the histogram of a reference run',
  options: api.Type.Object(distanceOptions(api), { additionalProperties: false }),
  inputs: (options) => [...readOptions(options).by, readOptions(options).column],
  group: (options) => ({ key: readOptions(options).by, order: [] }),
  prepare: (options, context) => prepareReference(api, readOptions(options), context),
  compute: (rows, options, prepared) => new Float64Array(rows.rows).fill(distanceOf(rows, readOptions(options), prepared)),
});
