import type { RecordValue } from '@oads/cli/plugin';
import type { Quote } from '../make-quote.ts';
import { readDate, readDateTime, readDurationMinutes } from './aidx-time.ts';
import type { LegFacts } from './leg-facts.ts';
import type { Element } from './read-document.ts';
import { ResourceReader } from './read-resource.ts';

/** Of a leg: times, delays, counts of passengers. */
const MOST_OF_A_KIND = 200;

/** Column of each operation qualifier and time type. */
const TIMES: Readonly<Record<string, string>> = {
  'OFB SCT': 'scheduled_off_block',
  'OFB EST': 'estimated_off_block',
  'OFB ACT': 'actual_off_block',
  'TKO ACT': 'take_off',
  'TDN ACT': 'landing',
  'ONB SCT': 'scheduled_on_block',
  'ONB EST': 'estimated_on_block',
  'ONB ACT': 'actual_on_block',
};

const TEXTS: Readonly<Record<string, string>> = {
  'LegIdentifier/Airline': 'carrier',
  'LegIdentifier/OperationalSuffix': 'suffix',
  'LegIdentifier/DepartureAirport': 'origin',
  'LegIdentifier/ArrivalAirport': 'destination',
  'LegIdentifier/RepeatNumber': 'repeat',
  'LegData/ServiceType': 'service_type',
  'LegData/AircraftInfo/AircraftType': 'equipment',
  'LegData/AircraftInfo/Registration': 'tail',
  'LegData/AircraftInfo/CallSign': 'call_sign',
};

interface Delay {
  readonly code: string;
  readonly minutes: number | null;
  readonly isArrival: boolean;
}

/**
 * Gathers what a message tells of one flight leg. It says only what it knows: what is missing is undefined, what it calls unknown is null.
 */
export class LegBuilder {
  readonly #columns: Record<string, RecordValue | undefined> = {};
  readonly #problems: string[] = [];
  readonly #delays: Delay[] = [];
  readonly #counts: { readonly cabin: string; readonly isActual: boolean; readonly passengers: number }[] = [];
  readonly #resources = new ResourceReader();
  readonly #quote: Quote;
  #delay: { code?: string; minutes?: number } = {};
  #heldCounts: { readonly isActual: boolean; readonly qualifier: string; readonly passengers: number }[] = [];

  constructor(quote: Quote) {
    this.#quote = quote;
  }

  add({ path, attributes, text }: Element): void {
    const column = TEXTS[path];
    if (column) {
      if (text) this.#columns[column] ??= text.slice(0, 40);
    } else if (path === 'LegIdentifier/FlightNumber') this.#columns.flight = text.replace(/^0+(?=\d)/, '').slice(0, 40) || undefined;
    else if (path === 'LegIdentifier/OriginDate') this.#columns.flight_date = this.#read('OriginDate', 'a date', text, readDate);
    else if (path === 'LegData/OperationalStatus') this.#addStatus(text, attributes.get('FlightLegScope'));
    else if (path === 'LegData/OperationTime') this.#addTime(text, attributes);
    else if (path === 'LegData/AircraftInfo/TailNumber') this.#columns.tail_number = text.slice(0, 40) || undefined;
    else if (path === 'LegData/IrregularityDelay/ReasonCode') this.#delay.code = text.toUpperCase().slice(0, 40);
    else if (path === 'LegData/IrregularityDelay/Duration')
      this.#delay.minutes = this.#read('Duration', 'a duration', text, readDurationMinutes);
    else if (path === 'LegData/IrregularityDelay') this.#addDelay(attributes.get('DepartureOrArrival') === 'Arrival');
    else if (path === 'LegData/CabinClass/PaxCount') this.#holdCount(text, attributes);
    else if (path === 'LegData/CabinClass') this.#addCounts(attributes.get('Class') ?? '');
    else if (path.startsWith('LegData/AirportResources/Resource/')) this.#resources.add(path.slice(path.lastIndexOf('/') + 1), text);
    else if (path === 'LegData/AirportResources/Resource') this.#resources.endResource(attributes.get('DepartureOrArrival') === 'Arrival');
    else if (path === 'LegData/AirportResources') this.#resources.endAll(attributes.get('Usage') === 'Actual');
  }

  build(): LegFacts {
    const columns = this.#columns;
    for (const name of ['carrier', 'flight', 'flight_date', 'origin', 'destination']) {
      if (!(name in columns)) this.#tell(`${name}: expected one in the LegIdentifier, got none`);
    }
    // A leg without a tail number of its own may still tell its registration, and the other way round.
    columns.tail ??= columns.tail_number;
    const isTold = columns.status !== undefined || columns.cancelled !== undefined;
    const declared = this.#delays.some(({ isArrival }) => !isArrival) ? this.#delays.filter(({ isArrival }) => !isArrival) : this.#delays;
    const minutes = declared.map((delay) => delay.minutes).filter((value) => value !== null);
    return {
      ...columns,
      ...this.#resources.read(),
      // Codes and minutes belong together: new codes without minutes leave none of the old.
      delay_codes: declared.map(({ code }) => code).join(';') || undefined,
      declared_delay_min: minutes.length > 0 ? minutes.reduce((sum, value) => sum + value, 0) : declared.length > 0 ? null : undefined,
      passengers: this.#countPassengers(),
      cancelled: isTold ? columns.status === 'DX' || columns.cancelled === true : undefined,
      diverted: columns.status === undefined ? undefined : columns.status === 'DV',
      problem: this.#problems.join('; ') || undefined,
    };
  }

  #tell(problem: string): void {
    if (this.#problems.length < 10) this.#problems.push(problem);
  }

  #read<T>(name: string, expected: string, text: string, read: (text: string) => T | undefined): T | undefined {
    const value = read(text);
    if (value === undefined) this.#tell(`${name}: expected ${expected}, got ${this.#quote(text)}`);
    return value;
  }

  /** One message may tell the status for the departure and for the arrival: the first one counts, a cancellation always. */
  #addStatus(text: string, scope: string | undefined): void {
    if (this.#columns.status === undefined || text === 'DX') {
      this.#columns.status = text.slice(0, 40) || undefined;
      this.#columns.scope = scope?.slice(0, 40);
    }
  }

  #addTime(text: string, attributes: ReadonlyMap<string, string>): void {
    const key = `${attributes.get('OperationQualifier') ?? ''} ${attributes.get('TimeType') ?? ''}`;
    if (key === 'CNL ACT') this.#columns.cancelled = text !== '';
    const column = TIMES[key];
    // Present and empty means: no longer known.
    if (column) this.#columns[column] = text === '' ? null : this.#read(key, 'a time', text, readDateTime);
  }

  #addDelay(isArrival: boolean): void {
    const { code, minutes } = this.#delay;
    this.#delay = {};
    if (code && this.#delays.length < MOST_OF_A_KIND) this.#delays.push({ code, minutes: minutes ?? null, isArrival });
  }

  #holdCount(text: string, attributes: ReadonlyMap<string, string>): void {
    const passengers = this.#read('PaxCount', 'a number', text, (given) => (/^\d{1,5}$/.test(given) ? Number(given) : undefined));
    if (passengers === undefined || this.#heldCounts.length >= MOST_OF_A_KIND) return;
    this.#heldCounts.push({ isActual: attributes.get('Usage') === 'Actual', qualifier: attributes.get('Qualifier') ?? '', passengers });
  }

  /** Of a cabin: the total (70A) or the first count, the actual one before the planned one. */
  #addCounts(cabin: string): void {
    const rank = ({ isActual, qualifier }: { isActual: boolean; qualifier: string }) => (isActual ? 2 : 0) + (qualifier === '70A' ? 1 : 0);
    const [best] = this.#heldCounts.toSorted((a, b) => rank(b) - rank(a));
    this.#heldCounts = [];
    if (best && this.#counts.length < MOST_OF_A_KIND) this.#counts.push({ cabin, isActual: best.isActual, passengers: best.passengers });
  }

  /** Class 7 is all cabins together. */
  #countPassengers(): number | undefined {
    const all = this.#counts.find(({ cabin }) => cabin === '7');
    if (all) return all.passengers;
    return this.#counts.length > 0 ? this.#counts.reduce((sum, { passengers }) => sum + passengers, 0) : undefined;
  }
}
