import type { Batch, HostApi } from '@oads/cli/plugin';
import type { Quote } from '../make-quote.ts';
import { FLIGHT_SCHEMA } from './flight-schema.ts';
import { parseDay, parseTime, toMinutesOfDay } from './parse-time.ts';
import { placeTimes } from './place-times.ts';
import { type Cells, readCells, readTexts } from './read-cells.ts';
import type { SourceName } from './source-columns.ts';
import { toColumn, type Values } from './to-column.ts';

const MINUTE = 60_000_000;
const CAUSES = ['carrier_delay', 'weather_delay', 'nas_delay', 'security_delay', 'late_aircraft_delay'] as const;
/** How each field is read, and what a cell of it should be. */
const READ: Partial<Record<SourceName, readonly [(text: string) => number, string]>> = {
  flight_date: [parseDay, 'a date'],
  ...fields(['crs_dep', 'dep', 'crs_arr', 'arr'], parseTime, 'hhmm or a time'),
  ...fields(['wheels_off', 'wheels_on'], parseTime, 'hhmm or a time'),
  ...fields(['dep_delay', 'taxi_out', 'taxi_in', 'arr_delay', 'scheduled_block', 'actual_block', 'air_time'], parseNumber, 'minutes'),
  ...fields(['distance'], parseNumber, 'a number'),
  ...fields(['cancelled', 'diverted'], parseNumber, '0 or 1'),
  ...fields(CAUSES, parseNumber, 'minutes'),
};

export interface FlightsOptions {
  readonly file: string;
  readonly mendMidnight: boolean;
  /** How a problem shows what was got. */
  readonly quote: Quote;
}

/** The rows of a BTS table as flights; a cell that does not read is null, and `problem` names it. */
export function toFlights(
  BatchOf: HostApi['Batch'],
  table: Batch,
  columns: ReadonlyMap<SourceName, string>,
  options: FlightsOptions,
): Batch {
  const cells = new Map<SourceName, Cells>();
  for (const [field, read] of Object.entries(READ) as [SourceName, [(text: string) => number, string]][]) {
    cells.set(field, readCells(table, columns.get(field), read[0]));
  }
  const numbers = (field: SourceName) => (cells.get(field) as Cells).values;
  const texts = (field: SourceName) => readTexts(table, columns.get(field));
  const made = new Map<string, Values>();
  const flights = texts('flight').map((flight) => flight?.replace(/\.0*$/, '') ?? null);
  for (const field of ['carrier', 'tail', 'origin', 'destination', 'cancellation_code'] as const) made.set(field, texts(field));
  made.set('flight', flights);
  made.set('flight_date', numbers('flight_date'));
  placeAll(table.rows, numbers, options.mendMidnight, made);
  for (const field of ['taxi_out', 'taxi_in', 'air_time', 'scheduled_block', 'actual_block', ...CAUSES] as const) {
    made.set(`${field}_min`, numbers(field));
  }
  made.set('distance', numbers('distance'));
  // Cause minutes exist for late arrivals only; a sum of some of the five would declare less than was.
  const causes = CAUSES.map(numbers);
  made.set(
    'declared_delay_min',
    Float64Array.from({ length: table.rows }, (_, row) => causes.reduce((sum, minutes) => sum + minutes[row], 0)),
  );
  for (const field of ['cancelled', 'diverted'] as const) {
    made.set(
      field,
      Array.from(numbers(field), (value) => (Number.isNaN(value) ? null : value !== 0)),
    );
  }
  made.set('source_file', new Array<string>(table.rows).fill(options.file));
  made.set('problem', findProblems(table.rows, cells, options));
  const built = new Map(FLIGHT_SCHEMA.map(({ name, type }) => [name, toColumn(type, made.get(name), table.rows)]));
  return BatchOf.fromColumns(FLIGHT_SCHEMA, built, table.rows, table.offset);
}

function placeAll(rows: number, numbers: (field: SourceName) => Float64Array, mendMidnight: boolean, made: Map<string, Values>): void {
  const add = (name: string) => {
    const column = new Float64Array(rows).fill(Number.NaN);
    made.set(name, column);
    return column;
  };
  const [day, crsDep, dep, depDelay] = [numbers('flight_date'), numbers('crs_dep'), numbers('dep'), numbers('dep_delay')];
  const [taxiOut, wheelsOff, wheelsOn, taxiIn] = [numbers('taxi_out'), numbers('wheels_off'), numbers('wheels_on'), numbers('taxi_in')];
  const [crsArr, arr, arrDelay] = [numbers('crs_arr'), numbers('arr'), numbers('arr_delay')];
  const [scheduledBlock, actualBlock, airTime] = [numbers('scheduled_block'), numbers('actual_block'), numbers('air_time')];
  const [scheduledOff, actualOff, takeOff] = [add('scheduled_off_block'), add('actual_off_block'), add('take_off')];
  const [landing, scheduledOn, actualOn] = [add('landing'), add('scheduled_on_block'), add('actual_on_block')];
  const [depDelayMin, arrDelayMin] = [add('dep_delay_min'), add('arr_delay_min')];
  for (let row = 0; row < rows; row++) {
    const placed = placeTimes({
      day: day[row],
      crsDep: crsDep[row],
      dep: dep[row],
      depDelay: depDelay[row],
      taxiOut: taxiOut[row],
      wheelsOff: wheelsOff[row],
      wheelsOn: wheelsOn[row],
      taxiIn: taxiIn[row],
      crsArr: crsArr[row],
      arr: arr[row],
      arrDelay: arrDelay[row],
      scheduledBlock: scheduledBlock[row],
      actualBlock: actualBlock[row],
      airTime: airTime[row],
      mendMidnight,
    });
    scheduledOff[row] = placed.scheduledOff;
    actualOff[row] = placed.actualOff;
    takeOff[row] = placed.takeOff;
    landing[row] = placed.landing;
    scheduledOn[row] = placed.scheduledOn;
    actualOn[row] = placed.actualOn;
    depDelayMin[row] = Number.isNaN(depDelay[row]) ? (placed.actualOff - placed.scheduledOff) / MINUTE : depDelay[row];
    arrDelayMin[row] = Number.isNaN(arrDelay[row]) ? (placed.actualOn - placed.scheduledOn) / MINUTE : arrDelay[row];
  }
  const basis = (delay: Float64Array) => Array.from(delay, (minutes) => (Number.isNaN(minutes) ? null : 'actual'));
  made.set('dep_delay_basis', basis(depDelayMin));
  made.set('arr_delay_basis', basis(arrDelayMin));
  const clocks = {
    crs_dep_min: crsDep,
    dep_min: dep,
    wheels_off_min: wheelsOff,
    wheels_on_min: wheelsOn,
    crs_arr_min: crsArr,
    arr_min: arr,
  };
  for (const [name, times] of Object.entries(clocks)) {
    made.set(name, times.map(toMinutesOfDay));
  }
}

function findProblems(rows: number, cells: ReadonlyMap<SourceName, Cells>, { quote }: FlightsOptions): (string | null)[] {
  const problems = new Array<string | null>(rows).fill(null);
  for (const [field, { unread }] of cells) {
    const wanted = (READ[field] as readonly [unknown, string])[1];
    for (const [row, got] of unread) {
      const problem = `${field}: expected ${wanted}, got ${quote(got)}`;
      problems[row] = problems[row] === null ? problem : `${problems[row]}; ${problem}`;
    }
  }
  return problems;
}

function parseNumber(text: string): number {
  return /^[+-]?\d{1,9}(?:\.\d{0,6})?$/.test(text) ? Number(text) : Number.NaN;
}

function fields(names: readonly SourceName[], parse: (text: string) => number, wanted: string) {
  return Object.fromEntries(names.map((name) => [name, [parse, wanted] as const]));
}
