import type { HostApi, RowCheck } from '@oads/cli/plugin';
import { DILEPTON_COLUMNS, type DileptonColumns, dileptonColumns, MUON_MASS_GEV, mapDileptons } from '../options/dilepton-columns.ts';
import { optionKinds } from '../options/option-kinds.ts';
import { pairMass } from '../physics/pair-mass.ts';

interface Options extends DileptonColumns {
  readonly mass: number;
  readonly min: number;
  readonly max: number;
}

const DEFAULTS: Options = { ...DILEPTON_COLUMNS, mass: MUON_MASS_GEV, min: 60, max: 120 };
const readOptions = (options: Record<string, unknown>) => ({ ...DEFAULTS, ...options }) as Options;

/** The invariant mass of a pair lies in a window. */
export const massWindowCheck = (api: HostApi): RowCheck => {
  const { number, tolerance } = optionKinds(api);
  return {
    kind: 'row',
    name: 'mass-window',
    description: 'the invariant mass of two leptons, computed from pt, eta and phi, lies between min and max',
    options: api.Type.Object(
      {
        ...dileptonColumns(api),
        mass: number(DEFAULTS.mass, 'the mass of one lepton in GeV', { minimum: 0 }),
        min: number(DEFAULTS.min, 'smallest mass that passes, in GeV', { minimum: 0 }),
        max: number(DEFAULTS.max, 'largest mass that passes, in GeV', { minimum: 0 }),
        tolerance,
      },
      { additionalProperties: false },
    ),
    columns(options) {
      const { pt, eta, phi } = readOptions(options);
      return [...pt, ...eta, ...phi];
    },

    judge(batch, options, _context, verdicts) {
      const given = readOptions(options);
      const masses = mapDileptons(batch, given, (one, other) => pairMass(one, other, given.mass));
      for (let row = 0; row < batch.rows; row++) {
        if (Number.isNaN(masses[row])) verdicts[row] = 2;
        else if (!(masses[row] >= given.min && masses[row] <= given.max)) verdicts[row] = 1;
      }
    },

    expectation(options) {
      const { min, max } = readOptions(options);
      if (min > max) throw new api.UsageError('OADS_CHECK_OPTIONS', `mass-window: expected min <= max, got ${min} and ${max}`);
      return `dilepton mass in [${min}, ${max}] GeV`;
    },
  };
};
