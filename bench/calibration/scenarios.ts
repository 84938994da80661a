import { createRandom } from '../../src/core/model/random.ts';

/** How many numeric features a row has. */
export const FEATURES = 8;

/** Whether the reference's features are independent, or correlated by .8 in pairs. */
export type Kind = 'independent' | 'correlated';

/** One way in which a batch may differ from its reference. */
export interface Scenario {
  readonly name: string;
  /** What the batch really is: clean rows, drifted ones, or clean ones with planted anomalies. */
  readonly truth: 'clean' | 'drift' | 'burst';
  readonly kinds: readonly Kind[];
  /** Correlation within the pairs, where the reference has .8. */
  readonly correlation?: number;
  /** Changes one drawn row; true for a planted anomaly. `uniform` draws from [0, 1). */
  readonly change: (row: Float64Array, uniform: () => number) => boolean;
}

const BOTH: readonly Kind[] = ['independent', 'correlated'];
const ANOMALIES = 0.05;

const move = (features: number, by: number) => (row: Float64Array) => {
  for (let feature = 0; feature < features; feature++) row[feature] += by;
  return false;
};
const stretch = (by: number) => (row: Float64Array) => {
  for (let feature = 0; feature < FEATURES; feature++) row[feature] *= by;
  return false;
};
const plant = (features: number) => (row: Float64Array, uniform: () => number) => {
  if (uniform() >= ANOMALIES) return false;
  move(features, 4)(row);
  return true;
};

/** The drift grid of docs/statistics.md. */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'none', truth: 'clean', kinds: BOTH, change: () => false },
  { name: 'all + .25 sd', truth: 'drift', kinds: BOTH, change: move(FEATURES, 0.25) },
  { name: 'all + .5 sd', truth: 'drift', kinds: BOTH, change: move(FEATURES, 0.5) },
  { name: 'one + .5 sd', truth: 'drift', kinds: BOTH, change: move(1, 0.5) },
  { name: 'one + 1 sd', truth: 'drift', kinds: BOTH, change: move(1, 1) },
  { name: 'scale x .8', truth: 'drift', kinds: BOTH, change: stretch(0.8) },
  { name: 'scale x 1.2', truth: 'drift', kinds: BOTH, change: stretch(1.2) },
  { name: 'correlation .8 -> 0', truth: 'drift', kinds: ['correlated'], correlation: 0, change: () => false },
  {
    name: 'nulls 0 -> 5 %',
    truth: 'drift',
    kinds: BOTH,
    change: (row, uniform) => {
      if (uniform() < 0.05) row[3] = Number.NaN;
      return false;
    },
  },
  { name: 'burst 5 %, all + 4 sd', truth: 'burst', kinds: BOTH, change: plant(FEATURES) },
  { name: 'burst 5 %, one + 4 sd', truth: 'burst', kinds: BOTH, change: plant(1) },
];

export const CLEAN = SCENARIOS[0];

export interface DrawnRows {
  /** One array a feature; NaN where missing. */
  readonly columns: readonly Float64Array[];
  /** 1 for each planted anomaly. */
  readonly planted: Uint8Array;
  readonly rows: number;
}

/** Gaussian rows of a kind under a scenario. */
export function drawRows(kind: Kind, scenario: Scenario, rows: number, seed: number, stream: number): DrawnRows {
  const random = createRandom(seed, stream);
  const uniform = () => random.nextFloat();
  const columns = Array.from({ length: FEATURES }, () => new Float64Array(rows));
  const planted = new Uint8Array(rows);
  const row = new Float64Array(FEATURES);
  const correlation = kind === 'independent' ? 0 : (scenario.correlation ?? 0.8);
  const rest = Math.sqrt(1 - correlation * correlation);
  for (let at = 0; at < rows; at++) {
    for (let feature = 0; feature < FEATURES; feature += 2) {
      // Box and Muller 1958: two at a time.
      const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
      const angle = 2 * Math.PI * uniform();
      row[feature] = radius * Math.cos(angle);
      row[feature + 1] = correlation * row[feature] + rest * radius * Math.sin(angle);
    }
    if (scenario.change(row, uniform)) planted[at] = 1;
    for (let feature = 0; feature < FEATURES; feature++) columns[feature][at] = row[feature];
  }
  return { columns, planted, rows };
}
