import type { Batch } from '@oads/cli/plugin';

export interface FreightColumns {
  readonly freight: string;
  readonly weight: string;
  /** True where the figure is that of another line, and so covers several. */
  readonly shared: readonly string[];
}

/** Freight by weight; NaN where either is unknown, not above zero, or shared with other lines. */
export function freightPerKg(batch: Batch, { freight, weight, shared }: FreightColumns): Float64Array {
  const cost = batch.numbers(freight);
  const kilograms = batch.numbers(weight);
  const flags = shared.map((name) => batch.numbers(name));
  return Float64Array.from(cost, (value, row) =>
    value > 0 && kilograms[row] > 0 && !flags.some((flag) => flag[row] === 1) ? value / kilograms[row] : Number.NaN,
  );
}
