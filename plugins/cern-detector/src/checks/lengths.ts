import type { HostApi, RowCheck } from '@oads/cli/plugin';
import { optionKinds } from '../options/option-kinds.ts';

interface Options {
  readonly count: string;
  readonly lengths: readonly string[];
}

const DEFAULTS: Options = {
  count: 'nMuon',
  lengths: ['Muon_pt_count', 'Muon_eta_count', 'Muon_phi_count', 'Muon_charge_count'],
};
const readOptions = (options: Record<string, unknown>) => ({ ...DEFAULTS, ...options }) as Options;

/** The count of a collection is the length of each of its columns. */
export const lengthsCheck = (api: HostApi): RowCheck => ({
  kind: 'row',
  name: 'lengths',
  description: 'the count of a collection equals the lengths of its jagged columns',
  options: api.Type.Object(
    {
      count: optionKinds(api).column(DEFAULTS.count, 'the column of the count'),
      lengths: optionKinds(api).columns(DEFAULTS.lengths, 'the columns of lengths: the aggregate `count` of jagged branches'),
      tolerance: optionKinds(api).tolerance,
    },
    { additionalProperties: false },
  ),
  columns: (options) => [readOptions(options).count, ...readOptions(options).lengths],

  judge(batch, options, _context, verdicts) {
    const { count, lengths } = readOptions(options);
    const counts = batch.numbers(count);
    const all = lengths.map((name) => batch.numbers(name));
    for (let row = 0; row < batch.rows; row++) {
      const known = all.filter((values) => !Number.isNaN(values[row]));
      if (Number.isNaN(counts[row]) || known.length === 0) verdicts[row] = 2;
      else if (known.some((values) => values[row] !== counts[row])) verdicts[row] = 1;
    }
  },

  expectation: (options) => `${readOptions(options).lengths.join(', ')} equal to ${readOptions(options).count}`,
});
