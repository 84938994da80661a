import type { GroupCheck, HostApi } from '@oads/cli/plugin';
import { DILEPTON_COLUMNS, type DileptonColumns, dileptonColumns, MUON_MASS_GEV, mapDileptons } from '../options/dilepton-columns.ts';
import { optionKinds } from '../options/option-kinds.ts';
import { median } from '../physics/median.ts';
import { pairMass } from '../physics/pair-mass.ts';

interface Options extends DileptonColumns {
  readonly peak: number;
  readonly by: readonly string[];
  readonly mass: number;
  readonly max_shift: number;
  readonly sigmas: number;
  readonly min_rows: number;
}

const DEFAULTS = { ...DILEPTON_COLUMNS, by: ['run', 'ls'], mass: MUON_MASS_GEV, max_shift: 1, sigmas: 5, min_rows: 20 };
const readOptions = (options: Record<string, unknown>) => ({ ...DEFAULTS, ...options }) as unknown as Options;

/** Of a normal distribution: its standard deviation over the median of absolute deviations, and the error of a median over that of a mean. */
const SD_PER_MAD = 1.4826;
const ERROR_OF_MEDIAN = 1.2533;

/** The dilepton mass of each lumisection peaks where it should: a shift of all momenta moves no single event far. */
export const massPeakCheck = (api: HostApi): GroupCheck => {
  const { columns, number, tolerance } = optionKinds(api);
  return {
    kind: 'group',
    name: 'mass-peak',
    description: 'the median dilepton mass of each lumisection, or another group of rows, is near that of the reference run',
    options: api.Type.Object(
      {
        peak: api.Type.Number({ exclusiveMinimum: 0, description: 'the median mass of the reference run in GeV' }),
        by: columns(DEFAULTS.by, 'rows with equal values here have one median'),
        ...dileptonColumns(api),
        mass: number(DEFAULTS.mass, 'the mass of one lepton in GeV', { minimum: 0 }),
        max_shift: number(DEFAULTS.max_shift, 'a median within so many GeV of the peak passes', { minimum: 0 }),
        sigmas: number(DEFAULTS.sigmas, 'and so does one within so many of its own standard errors', { minimum: 0 }),
        min_rows: number(DEFAULTS.min_rows, 'groups with fewer masses than this are not judged', { minimum: 2 }),
        tolerance,
      },
      { additionalProperties: false },
    ),
    columns(options) {
      const { pt, eta, phi, by } = readOptions(options);
      return [...by, ...pt, ...eta, ...phi];
    },
    group: (options) => ({ key: readOptions(options).by, order: [] }),

    judge(rows, options, _context, verdicts) {
      const given = readOptions(options);
      const masses = mapDileptons(rows, given, (one, other) => pairMass(one, other, given.mass)).filter((mass) => !Number.isNaN(mass));
      const middle = median(masses);
      const spread = SD_PER_MAD * median(masses.map((mass) => Math.abs(mass - middle)));
      const error = (ERROR_OF_MEDIAN * spread) / Math.sqrt(masses.length);
      if (masses.length < given.min_rows) verdicts.fill(2);
      else if (Math.abs(middle - given.peak) > Math.max(given.max_shift, given.sigmas * error)) verdicts.fill(1);
    },

    expectation(options) {
      const { by, peak, max_shift: maxShift, sigmas } = readOptions(options);
      return `median dilepton mass of each ${by.join(', ')} within ${maxShift} GeV or ${sigmas} standard errors of ${peak}`;
    },
  };
};
