import type { HostApi, RowCheck } from '@oads/cli/plugin';
import { columnOption } from '../options/column-option.ts';
import { toleranceOption } from '../options/tolerance-option.ts';

interface Options {
  readonly quantity: string;
  readonly price: string;
  readonly value: string;
  readonly price_step: number;
  readonly value_step: number;
}
const DEFAULTS: Options = { quantity: 'quantity', price: 'pack_price_usd', value: 'value_usd', price_step: 0.01, value_step: 0.01 };
const read = (options: Record<string, unknown>): Options => ({ ...DEFAULTS, ...options });

/** Quantity × price is the value, as far as both are rounded: half a step of the price for each pack, half a step of the value. */
export const lineValueCheck = (api: HostApi): RowCheck => ({
  kind: 'row',
  name: 'line-value',
  description: 'quantity times pack price is the value of the line, within the rounding of both',
  options: api.Type.Object(
    {
      quantity: columnOption(api, DEFAULTS.quantity, 'number of packs'),
      price: columnOption(api, DEFAULTS.price, 'price of a pack'),
      value: columnOption(api, DEFAULTS.value, 'value of the line'),
      price_step: api.Type.Optional(api.Type.Number({ minimum: 0, default: 0.01, description: 'what prices are rounded to' })),
      value_step: api.Type.Optional(api.Type.Number({ minimum: 0, default: 0.01, description: 'what values are rounded to' })),
      ...toleranceOption(api),
    },
    { additionalProperties: false },
  ),
  columns: (options) => [read(options).quantity, read(options).price, read(options).value],

  judge(batch, options, _context, verdicts) {
    const { quantity, price, value, price_step, value_step } = read(options);
    const packs = batch.numbers(quantity);
    const prices = batch.numbers(price);
    const values = batch.numbers(value);
    for (let row = 0; row < batch.rows; row++) {
      const off = Math.abs(packs[row] * prices[row] - values[row]);
      // The last digits of doubles must not decide.
      const allowed = (Math.abs(packs[row]) * price_step + value_step) / 2 + 1e-9 * Math.abs(values[row]);
      verdicts[row] = Number.isNaN(off) ? 2 : Number(off > allowed);
    }
  },

  expectation(options) {
    const { quantity, price, value } = read(options);
    return `${quantity} x ${price} = ${value} within rounding`;
  },
});
