import type { Batch, HostApi } from '@oads/cli/plugin';
import { optionKinds } from './option-kinds.ts';

/** Which columns hold the two leading leptons. */
export interface DileptonColumns {
  readonly pt: readonly string[];
  readonly eta: readonly string[];
  readonly phi: readonly string[];
}

/** As the loaders `nanoaod` and `root` name the leading values of a jagged branch. */
export const DILEPTON_COLUMNS: DileptonColumns = {
  pt: ['Muon_pt_0', 'Muon_pt_1'],
  eta: ['Muon_eta_0', 'Muon_eta_1'],
  phi: ['Muon_phi_0', 'Muon_phi_1'],
};

export const CHARGE_COLUMNS: readonly string[] = ['Muon_charge_0', 'Muon_charge_1'];

/** GeV, Particle Data Group 2024. */
export const MUON_MASS_GEV = 0.1056583755;

const two = { minItems: 2, maxItems: 2 };

export const dileptonColumns = (api: HostApi) => {
  const { columns } = optionKinds(api);
  return {
    pt: columns(DILEPTON_COLUMNS.pt, 'the columns of the two transverse momenta, in GeV', two),
    eta: columns(DILEPTON_COLUMNS.eta, 'the columns of the two pseudorapidities, in the same order', two),
    phi: columns(DILEPTON_COLUMNS.phi, 'the columns of the two azimuths in radians, in the same order', two),
  };
};

/** One value a row of a function of both leptons; what is no finite number is NaN. */
export function mapDileptons(
  batch: Batch,
  { pt, eta, phi }: DileptonColumns,
  measure: (one: Lepton, other: Lepton) => number,
): Float64Array {
  const [pt1, pt2] = pt.map((name) => batch.numbers(name));
  const [eta1, eta2] = eta.map((name) => batch.numbers(name));
  const [phi1, phi2] = phi.map((name) => batch.numbers(name));
  return Float64Array.from({ length: batch.rows }, (_, row) => {
    const value = measure({ pt: pt1[row], eta: eta1[row], phi: phi1[row] }, { pt: pt2[row], eta: eta2[row], phi: phi2[row] });
    return Number.isFinite(value) ? value : Number.NaN;
  });
}

export interface Lepton {
  readonly pt: number;
  readonly eta: number;
  readonly phi: number;
}
