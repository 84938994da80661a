import { correlated, type Draw, type DrawColumn, drawCategories, drawNumbers, independent, withNulls } from './draw-columns.ts';

/** A kind of batch against a kind of reference, at many sizes. */
export interface Scenario {
  readonly group: string;
  readonly name: string;
  readonly reference: Draw;
  readonly current: Draw;
  readonly sizes: readonly number[];
  readonly referenceRows: readonly number[];
  /** How often the batch may, or must, be called moderate or severe; undefined where nobody asked for a rate. */
  readonly target?: (rows: number) => { readonly most: number } | { readonly least: number } | undefined;
  /** Share of the usual number of batches. */
  readonly weight: number;
}

export const SIZES = [50, 100, 200, 500, 1000, 10_000, 100_000];
const REFERENCES = [2000, 10_000];
const ONE_PERCENT = () => ({ most: 0.01 });

const gaussian = drawNumbers((z) => z);
const shifted = (by: number) => drawNumbers((z) => z + by);
const scaled = (by: number) => drawNumbers((z) => z * by);
const all = (column: DrawColumn, features: number) => independent(Array.from({ length: features }, () => column));
const one = (column: DrawColumn, features: number) => independent([column, ...Array.from({ length: features - 1 }, () => gaussian)]);
const zipf = (values: number) => drawCategories(Array.from({ length: values }, (_, rank) => 1 / (rank + 1)));

const CLEAN: Scenario = {
  group: 'false alarms',
  name: '40 Gaussian features',
  reference: all(gaussian, 40),
  current: all(gaussian, 40),
  sizes: SIZES,
  referenceRows: REFERENCES,
  target: ONE_PERCENT,
  weight: 1,
};

const OTHERS: Record<string, Draw> = {
  '40 × lognormal': all(
    drawNumbers((z) => Math.exp(z)),
    40,
  ),
  '40 × whole numbers with ties': all(
    drawNumbers((z) => Math.max(0, Math.round(3 + 2 * z))),
    40,
  ),
  '40 × 70 % zeros': all(
    drawNumbers((z, random) => (random.nextFloat() < 0.7 ? 0 : Math.exp(z))),
    40,
  ),
  '40 × two modes': all(
    drawNumbers((z, random) => z + (random.nextFloat() < 0.5 ? 6 : 0)),
    40,
  ),
  '40 × Cauchy': all(
    drawNumbers((_z, random) => Math.tan(Math.PI * (random.nextFloat() - 0.5))),
    40,
  ),
  '40 × one in ten, 0 or 1': all(
    drawNumbers((_z, random) => (random.nextFloat() < 0.1 ? 1 : 0)),
    40,
  ),
  '40 × 3 categories': all(drawCategories([5, 3, 2]), 40),
  '40 × 50 categories': all(zipf(50), 40),
  '40 × 1,000 categories': all(zipf(1000), 40),
  '40 × 3 and 300 rare categories': all(drawCategories([9000, 500, 400, ...Array.from({ length: 300 }, () => 0.3)]), 40),
  '40 × 5 % nulls': all(withNulls(gaussian, 0.05), 40),
  '40 × 1 % of 9999': all(
    drawNumbers((z, random) => (random.nextFloat() < 0.01 ? 9999 : z)),
    40,
  ),
  '40 correlated by .8': correlated(40, 0.8, (z) => z),
};

const POWER: readonly [string, Draw, number, number][] = [
  ['one of 40 features + .5 sd', one(shifted(0.5), 40), 100, 0.75],
  ['one of 40 features + .5 sd', one(shifted(0.5), 40), 200, 0.99],
  ['all 40 features + .5 sd', all(shifted(0.5), 40), 50, 0.95],
  ['all 40 features × .8', all(scaled(0.8), 40), 200, 0.99],
];

const EIGHT = all(gaussian, 8);
/** The grid on eight independent features. */
const INDEPENDENT: Record<string, Draw> = {
  none: EIGHT,
  'all + .25 sd': all(shifted(0.25), 8),
  'all + .5 sd': all(shifted(0.5), 8),
  'one + .5 sd': one(shifted(0.5), 8),
  'one + 1 sd': one(shifted(1), 8),
  'all × .8': all(scaled(0.8), 8),
  'all × 1.2': all(scaled(1.2), 8),
  'one × .8': one(scaled(0.8), 8),
  'one × 1.2': one(scaled(1.2), 8),
  'nulls 0 → 5 % in one': one(withNulls(gaussian, 0.05), 8),
  'burst of 5 % at 4 sd, rows': correlated(8, 0, burst),
  'burst of 5 % at 4 sd, values': all(
    drawNumbers((z, random) => z + (random.nextFloat() < 0.05 ? 4 : 0)),
    8,
  ),
};
/** The grid on eight features, each two correlated by .8. */
const CORRELATED: Record<string, Draw> = {
  none: correlated(8, 0.8, (z) => z),
  'all + .25 sd': correlated(8, 0.8, (z) => z + 0.25),
  'all + .5 sd': correlated(8, 0.8, (z) => z + 0.5),
  'one + .5 sd': correlated(8, 0.8, (z, feature) => (feature === 0 ? z + 0.5 : z)),
  'all × .8': correlated(8, 0.8, (z) => z * 0.8),
  'all × 1.2': correlated(8, 0.8, (z) => z * 1.2),
  'correlation → .5': correlated(8, 0.5, (z) => z),
  'correlation → 0': EIGHT,
  'burst of 5 % at 4 sd, rows': correlated(8, 0.8, burst),
};

/** One row in twenty is an anomaly in every feature. */
function burst(z: number, _feature: number, row: number): number {
  return row % 20 === 7 ? z + 4 : z;
}

function gridTarget(name: string): Scenario['target'] {
  if (name === 'none' || name.startsWith('burst')) return ONE_PERCENT;
  return name === 'correlation → 0' ? (rows) => (rows >= 200 ? { least: 0.99 } : undefined) : undefined;
}

function gridOf(group: string, reference: Draw, drifts: Record<string, Draw>): Scenario[] {
  return Object.entries(drifts).map(([name, current]) => {
    const target = gridTarget(name);
    return { group, name, reference, current, sizes: SIZES, referenceRows: REFERENCES, target, weight: target ? 0.25 : 0.05 };
  });
}

export const SCENARIOS: readonly Scenario[] = [
  CLEAN,
  ...Object.entries(OTHERS).map(([name, draw]) => ({
    ...CLEAN,
    group: 'false alarms, other data',
    name,
    reference: draw,
    current: draw,
    sizes: [50, 200, 1000, 10_000],
    referenceRows: [2000],
    weight: 0.5,
  })),
  ...POWER.map(([name, current, rows, least]) => ({
    ...CLEAN,
    group: 'power',
    name,
    current,
    sizes: [rows],
    target: () => ({ least }),
    weight: 0.5,
  })),
  ...gridOf('grid, 8 independent features', EIGHT, INDEPENDENT),
  ...gridOf('grid, 8 features correlated by .8', CORRELATED.none, CORRELATED),
];
