import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { DILEPTON_COLUMNS } from '../options/dilepton-columns.ts';
import { optionKinds } from '../options/option-kinds.ts';
import { deltaPhi } from '../physics/delta-phi.ts';

const readOptions = (options: Record<string, unknown>) =>
  ({ phi: DILEPTON_COLUMNS.phi, ...options }) as { readonly phi: readonly string[] };

export const deltaPhiFeature = (api: HostApi): RowFeature => ({
  name: 'delta-phi',
  description: 'angle between two azimuths, from 0 to pi',
  options: api.Type.Object(
    { phi: optionKinds(api).columns(DILEPTON_COLUMNS.phi, 'the two columns of azimuths in radians', { minItems: 2, maxItems: 2 }) },
    { additionalProperties: false },
  ),
  inputs: (options) => readOptions(options).phi,
  compute(batch, options) {
    const [one, other] = readOptions(options).phi.map((name) => batch.numbers(name));
    return one.map((phi, row) => deltaPhi(phi, other[row]));
  },
});
