// @ts-check

/**
 * A feature is a number for each row that a model reads; NaN where it cannot be told.
 * @param {import('./oads-plugin.d.ts').HostApi} _api
 * @returns {import('./oads-plugin.d.ts').RowFeature}
 */
export const createRiseFeature = (_api) => ({
  name: 'rise',
  description: 'by how much the water rose since the reading before, in metres',
  inputs: ['before', 'height'],
  compute(batch) {
    const [before, after] = [batch.numbers('before'), batch.numbers('height')];
    return after.map((height, row) => height - before[row]);
  },
});
