import type { HostApi, RowFeature } from '@oads/cli/plugin';
import { DILEPTON_COLUMNS, type DileptonColumns, dileptonColumns, MUON_MASS_GEV, mapDileptons } from '../options/dilepton-columns.ts';
import { optionKinds } from '../options/option-kinds.ts';
import { pairMass } from '../physics/pair-mass.ts';

interface Options extends DileptonColumns {
  readonly mass: number;
}

const readOptions = (options: Record<string, unknown>) => ({ ...DILEPTON_COLUMNS, mass: MUON_MASS_GEV, ...options }) as Options;

export const dileptonMassFeature = (api: HostApi): RowFeature => ({
  name: 'dilepton-mass',
  description: 'invariant mass of the two leading leptons in GeV, from pt, eta and phi',
  options: api.Type.Object(
    { ...dileptonColumns(api), mass: optionKinds(api).number(MUON_MASS_GEV, 'the mass of one lepton in GeV', { minimum: 0 }) },
    { additionalProperties: false },
  ),
  inputs(options) {
    const { pt, eta, phi } = readOptions(options);
    return [...pt, ...eta, ...phi];
  },
  compute(batch, options) {
    const given = readOptions(options);
    return mapDileptons(batch, given, (one, other) => pairMass(one, other, given.mass));
  },
});
