import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { DILEPTON_COLUMNS } from '../options/dilepton-columns.ts';
import { optionKinds } from '../options/option-kinds.ts';

const readOptions = (options: Record<string, unknown>) => ({ pt: DILEPTON_COLUMNS.pt, ...options }) as { readonly pt: readonly string[] };

export const ptAsymmetryFeature = (api: HostApi): RowFeature => ({
  name: 'pt-asymmetry',
  description: 'difference of two transverse momenta over their sum, from 0 to 1',
  options: api.Type.Object(
    { pt: optionKinds(api).columns(DILEPTON_COLUMNS.pt, 'the two columns of transverse momenta', { minItems: 2, maxItems: 2 }) },
    { additionalProperties: false },
  ),
  inputs: (options) => readOptions(options).pt,
  compute(batch, options) {
    const [one, other] = readOptions(options).pt.map((name) => batch.numbers(name));
    return one.map((pt, row) => {
      const asymmetry = Math.abs(pt - other[row]) / (pt + other[row]);
      return Number.isFinite(asymmetry) ? asymmetry : Number.NaN;
    });
  },
});
