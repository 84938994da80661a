import type { HostApi, RowCheck } from '@oads/cli/plugin';
import { CHARGE_COLUMNS } from '../options/dilepton-columns.ts';
import { optionKinds } from '../options/option-kinds.ts';

interface Options {
  readonly columns: readonly string[];
}

const readOptions = (options: Record<string, unknown>) => ({ columns: CHARGE_COLUMNS, ...options }) as Options;

/** A lepton has the charge 1 or -1. */
export const chargeCheck = (api: HostApi): RowCheck => ({
  kind: 'row',
  name: 'charge',
  description: 'charges are 1 or -1',
  options: api.Type.Object(
    { columns: optionKinds(api).columns(CHARGE_COLUMNS, 'the columns of charges'), tolerance: optionKinds(api).tolerance },
    { additionalProperties: false },
  ),
  columns: (options) => readOptions(options).columns,

  judge(batch, options, _context, verdicts) {
    verdicts.fill(2);
    for (const name of readOptions(options).columns) {
      const charges = batch.numbers(name);
      for (let row = 0; row < batch.rows; row++) {
        if (Number.isNaN(charges[row])) continue;
        if (Math.abs(charges[row]) !== 1) verdicts[row] = 1;
        else if (verdicts[row] === 2) verdicts[row] = 0;
      }
    }
  },

  expectation: (options) => `${readOptions(options).columns.join(', ')} 1 or -1`,
});
