import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { DILEPTON_COLUMNS, type DileptonColumns, dileptonColumns, mapDileptons } from '../options/dilepton-columns.ts';

const readOptions = (options: Record<string, unknown>) => ({ ...DILEPTON_COLUMNS, ...options }) as DileptonColumns;

export const dileptonPtFeature = (api: HostApi): RowFeature => ({
  name: 'dilepton-pt',
  description: 'transverse momentum of the two leading leptons together, in GeV',
  options: api.Type.Object(dileptonColumns(api), { additionalProperties: false }),
  inputs(options) {
    const { pt, eta, phi } = readOptions(options);
    return [...pt, ...eta, ...phi];
  },
  compute: (batch, options) =>
    mapDileptons(batch, readOptions(options), (one, other) =>
      Math.hypot(one.pt * Math.cos(one.phi) + other.pt * Math.cos(other.phi), one.pt * Math.sin(one.phi) + other.pt * Math.sin(other.phi)),
    ),
});
