/** One row of the parcels, as it stands in the file. */
export interface Parcel {
  id: number | string;
  shipped: string;
  due: string;
  day: string;
  weight: number | string;
  hours: number | string;
  pieces: number | string;
  mode: string;
  code: string;
  paid: string;
}

/** A batch with exactly one defect, the verdict it deserves, and the safeguard that alone brings it about. */
export interface Scenario {
  readonly name: string;
  readonly level: 'withheld' | 'rank-only' | 'qualified' | 'certified';
  /** All that is said against the batch. */
  readonly because: RegExp;
  readonly rows?: number;
  readonly change?: (rows: Parcel[]) => void;
  /** Columns that the file lacks. */
  readonly without?: readonly (keyof Parcel)[];
  /** Values of a column that the file has besides. */
  readonly postCode?: (index: number) => string;
  /** The rows lie where the fallback looks, and the source is out of reach. */
  readonly asFallback?: boolean;
}

const HOUR = 3_600_000;
export const AS_OF = new Date('2026-11-01T00:00:00Z');

const laterBy = (time: string, ms: number) => new Date(Date.parse(time) + ms).toISOString();
const moveBy = (ms: number) => (rows: Parcel[]) => {
  for (const row of rows) Object.assign(row, { shipped: laterBy(row.shipped, ms), due: laterBy(row.due, ms) });
};
/** Shifts and spreads the hours about their mean. */
const spreadHours = (factor: number, shift: number) => (rows: Parcel[]) => {
  for (const row of rows) {
    row.hours = Number((48 + (Number(row.hours) - 48) * factor + shift).toFixed(3));
    row.due = laterBy(row.shipped, row.hours * HOUR);
  }
};
const every = (share: number, change: (row: Parcel, index: number) => void) => (rows: Parcel[]) =>
  rows.forEach((row, index) => {
    if (Math.floor((index + 1) * share) > Math.floor(index * share)) change(row, index);
  });

export const CLEAN: Scenario = { name: 'nothing is wrong', level: 'certified', because: /^$/ };

export const SCENARIOS: readonly Scenario[] = [
  { name: 'too few rows', level: 'withheld', because: /^enough; drift insufficient$/, rows: 30 },
  { name: 'too many rows', level: 'withheld', because: /^enough$/, rows: 520 },
  { name: 'too few rows for drift', level: 'rank-only', because: /^drift insufficient$/, rows: 50 },
  { name: 'old rows', level: 'withheld', because: /^fresh$/, change: moveBy(-72 * HOUR) },
  // The window leaves such rows out; it does not apply to a fallback file.
  {
    name: 'a row an hour ahead',
    level: 'withheld',
    because: /^fallback; fresh$/,
    asFallback: true,
    change: (rows) => moveBy(AS_OF.getTime() + HOUR - Date.parse(rows[9].shipped))([rows[9]]),
  },
  { name: 'an id twice', level: 'withheld', because: /^ids$/, change: (rows) => (rows[8].id = rows[7].id) },
  { name: 'one impossible weight', level: 'qualified', because: /^weight-possible$/, change: (rows) => (rows[3].weight = -1) },
  { name: 'many impossible weights', level: 'withheld', because: /^weight-possible$/, change: every(0.05, (row) => (row.weight = -1)) },
  {
    name: 'more impossible hours than are tolerated',
    level: 'withheld',
    because: /^hours-possible$/,
    change: every(0.03, (row) => (row.hours = 250)),
  },
  { name: 'a due time in 2030', level: 'qualified', because: /^due-possible$/, change: (rows) => (rows[5].due = '2030-01-01T00:00:00Z') },
  { name: 'an unknown mode', level: 'withheld', because: /^modes$/, change: (rows) => (rows[5].mode = 'mule') },
  { name: 'nine pieces', level: 'withheld', because: /^few-pieces$/, change: (rows) => (rows[5].pieces = 9) },
  { name: 'a malformed code', level: 'withheld', because: /^codes$/, change: (rows) => (rows[5].code = 'AB001') },
  { name: 'some weights missing', level: 'qualified', because: /^weights-known$/, change: every(0.15, (row) => (row.weight = '')) },
  { name: 'some hours missing', level: 'withheld', because: /^hours-known$/, change: every(0.1, (row) => (row.hours = '')) },
  { name: 'nobody knows whether it is paid', level: 'withheld', because: /^paid-known$/, change: (rows) => (rows[5].paid = '') },
  { name: 'due when shipped', level: 'withheld', because: /^due-later$/, change: (rows) => (rows[5].due = rows[5].shipped) },
  {
    name: 'more pieces than hours',
    level: 'withheld',
    because: /^hour-a-piece$/,
    change: (rows) => Object.assign(rows[5], { hours: 1, pieces: 5, mode: 'air' }),
  },
  {
    name: 'a fast ship',
    level: 'qualified',
    because: /^sea-slow$/,
    change: (rows) => Object.assign(rows[5], { hours: 7, pieces: 2, mode: 'sea' }),
  },
  { name: 'an unknown shipping time', level: 'withheld', because: /^contract-shipped$/, change: (rows) => (rows[5].shipped = '') },
  { name: 'no id', level: 'withheld', because: /^contract-id$/, change: (rows) => (rows[5].id = '') },
  { name: 'a due time that is none', level: 'withheld', because: /^contract-due$/, change: (rows) => (rows[5].due = 'soon') },
  { name: 'a day that is none', level: 'withheld', because: /^contract-day$/, change: (rows) => (rows[5].day = '31 Oct') },
  { name: 'a weight that is none', level: 'withheld', because: /^contract-weight$/, change: (rows) => (rows[5].weight = 'heavy') },
  { name: 'hours that are none', level: 'withheld', because: /^contract-hours$/, change: (rows) => (rows[5].hours = 'long') },
  { name: 'half a piece', level: 'withheld', because: /^contract-pieces$/, change: (rows) => (rows[5].pieces = 2.5) },
  { name: 'no column day', level: 'withheld', because: /^contract broken; contract-day$/, without: ['day'] },
  {
    name: 'an optional column with nulls',
    level: 'withheld',
    because: /^contract-post_code$/,
    postCode: (index) => (index === 5 ? '' : 'X1'),
  },
  { name: 'only the source is out of reach', level: 'qualified', because: /^fallback$/, asFallback: true },
  { name: 'the fallback is old', level: 'rank-only', because: /^fallback stale$/, asFallback: true, change: moveBy(-24 * HOUR) },
  {
    name: 'other modes',
    level: 'withheld',
    because: /^drift severe; mode PSI[^;]*$/,
    change: every(1, (row, index) => (row.mode = index % 30 === 0 ? 'sea' : 'air')),
  },
  { name: 'slower', level: 'withheld', because: /^drift severe; hours Wasserstein[^;]*$/, change: spreadHours(1, 7) },
  { name: 'somewhat slower', level: 'qualified', because: /^drift moderate; hours Wasserstein[^;]*$/, change: spreadHours(1, 4.6) },
  { name: 'all alike', level: 'withheld', because: /^drift severe; hours \|log[^;]*$/, change: spreadHours(0.62, 0) },
  {
    name: 'most pieces unknown',
    level: 'withheld',
    because: /^drift severe; pieces share of nulls[^;]*$/,
    change: every(0.6, (row) => (row.pieces = '')),
  },
  {
    name: 'many very heavy ones',
    level: 'withheld',
    because: /^drift severe; weight [^;]* outside[^;]*$/,
    change: every(0.4, (row) => (row.weight = 50_000)),
  },
];

/** Seeded: the same parcels each time, `count` of them from `from` on, one every `stepMs`. */
export function makeParcels(count: number, seed: number, from: Date, stepMs: number): Parcel[] {
  let state = seed >>> 0;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 4294967296;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return Array.from({ length: count }, (_, index) => {
    const shipped = new Date(from.getTime() + index * stepMs).toISOString();
    const hours = Number((48 + 10 * Math.max(-3.5, Math.min(3.5, normal()))).toFixed(3));
    return {
      id: index + 1,
      shipped,
      due: laterBy(shipped, hours * HOUR),
      day: shipped.slice(0, 10),
      weight: Number(Math.exp(4 + 0.5 * normal()).toFixed(2)),
      hours,
      pieces: 1 + Math.floor(uniform() * 5),
      mode: ['air', 'sea', 'road'][Math.floor(uniform() * 3)],
      code: `AB${String(index).padStart(4, '0')}`,
      paid: uniform() < 0.5 ? 'true' : 'false',
    };
  });
}
