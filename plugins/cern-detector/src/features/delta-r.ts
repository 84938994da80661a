import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { DILEPTON_COLUMNS, type DileptonColumns, dileptonColumns } from '../options/dilepton-columns.ts';
import { deltaPhi } from '../physics/delta-phi.ts';

type Options = Pick<DileptonColumns, 'eta' | 'phi'>;
const readOptions = (options: Record<string, unknown>) => ({ eta: DILEPTON_COLUMNS.eta, phi: DILEPTON_COLUMNS.phi, ...options }) as Options;

export const deltaRFeature = (api: HostApi): RowFeature => {
  const { eta, phi } = dileptonColumns(api);
  return {
    name: 'delta-r',
    description: 'distance of two leptons in pseudorapidity and azimuth',
    options: api.Type.Object({ eta, phi }, { additionalProperties: false }),
    inputs: (options) => [...readOptions(options).eta, ...readOptions(options).phi],
    compute(batch, options) {
      const [eta1, eta2] = readOptions(options).eta.map((name) => batch.numbers(name));
      const [phi1, phi2] = readOptions(options).phi.map((name) => batch.numbers(name));
      return eta1.map((value, row) => Math.hypot(value - eta2[row], deltaPhi(phi1[row], phi2[row])));
    },
  };
};
