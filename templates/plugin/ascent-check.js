// @ts-check

/**
 * A check of the kind row judges each row by itself; oads counts, samples, tolerates, and sets rows aside.
 * @param {import('./oads-plugin.d.ts').HostApi} api
 * @returns {import('./oads-plugin.d.ts').RowCheck}
 */
export const createAscentCheck = (api) => ({
  kind: 'row',
  name: 'ascent',
  description: 'the water rose by no more than it can between two readings',
  options: api.Type.Object(
    {
      from: api.Type.String({ default: 'before', description: 'column of the height before' }),
      to: api.Type.String({ default: 'height', description: 'column of the height' }),
      most: api.Type.Number({ default: 3, exclusiveMinimum: 0, description: 'largest rise that is possible, in metres' }),
    },
    { additionalProperties: false, required: [] },
  ),
  columns: (options) => [read(options).from, read(options).to],
  expectation: (options) => `a rise of at most ${read(options).most} m`,
  judge(batch, options, _context, verdicts) {
    const { from, to, most } = read(options);
    const [before, after] = [batch.numbers(from), batch.numbers(to)];
    for (let row = 0; row < batch.rows; row++) {
      const rise = after[row] - before[row];
      // 2: not judged, since one of them is null.
      verdicts[row] = Number.isNaN(rise) ? 2 : Number(rise > most);
    }
  },
});

/** @param {Record<string, unknown>} options */
function read({ from = 'before', to = 'height', most = 3 }) {
  return { from: String(from), to: String(to), most: Number(most) };
}
