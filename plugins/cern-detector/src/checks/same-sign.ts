import type { HostApi, RowCheck } from '@oads/cli/plugin';
import { CHARGE_COLUMNS } from '../options/dilepton-columns.ts';
import { optionKinds } from '../options/option-kinds.ts';

interface Options {
  readonly columns: readonly [string, string];
}

const readOptions = (options: Record<string, unknown>) => ({ columns: CHARGE_COLUMNS, ...options }) as Options;

/** The two leptons of a neutral resonance have opposite charges: a row with a same-sign pair fails. */
export const sameSignCheck = (api: HostApi): RowCheck => ({
  kind: 'row',
  name: 'same-sign',
  description: 'the two leptons of a pair have opposite charges',
  options: api.Type.Object(
    {
      columns: optionKinds(api).columns(CHARGE_COLUMNS, 'the two columns of charges', { minItems: 2, maxItems: 2 }),
      tolerance: optionKinds(api).tolerance,
    },
    { additionalProperties: false },
  ),
  columns: (options) => readOptions(options).columns,

  judge(batch, options, _context, verdicts) {
    const [one, other] = readOptions(options).columns.map((name) => batch.numbers(name));
    for (let row = 0; row < batch.rows; row++) {
      const product = one[row] * other[row];
      if (Number.isNaN(product)) verdicts[row] = 2;
      else if (product > 0) verdicts[row] = 1;
    }
  },

  expectation: (options) => `${readOptions(options).columns.join(' and ')} of opposite sign`,
});
