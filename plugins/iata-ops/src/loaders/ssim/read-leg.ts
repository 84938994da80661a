import type { RecordValue } from '@oads/cli/plugin';
import type { Quote } from '../make-quote.ts';
import { cut, readDate, readDateVariation, readOffset, readTime } from './ssim-fields.ts';

/** What a carrier record (type 2) says of the legs below it. */
export interface CarrierRecord {
  readonly carrier: string | null;
  /** `U` or `L`: whether times are UTC or local. */
  readonly timeMode: string | null;
  readonly validFrom: number | null;
  readonly validTo: number | null;
  readonly columns: Readonly<Record<string, RecordValue>>;
}

export interface Leg {
  readonly columns: Record<string, RecordValue>;
  readonly problems: string[];
  /** Days that the leg departs and arrives after the operating day of its flight. */
  readonly departureDay: number;
  readonly arrivalDay: number | null;
}

/** A record of type 3. Columns are counted from 1 as in the manual. What cannot be read is null and told in `problems`. */
export function readLeg(line: string, carrier: CarrierRecord | undefined, quote: Quote): Leg {
  const problems: string[] = [];
  const raw = (first: number, last: number) => line.slice(first - 1, last);
  const parse = <T>(name: string, expected: string, text: string, read: (text: string) => T | undefined): T | null => {
    const value = read(text);
    if (value === undefined) problems.push(`${name}: expected ${expected}, got ${quote(text)}`);
    return value ?? null;
  };
  const match = (name: string, expected: string, first: number, last: number, pattern: RegExp): string | null => {
    const text = cut(line, first, last);
    if (!text || !pattern.test(text)) problems.push(`${name}: expected ${expected}, got ${quote(text ?? '')}`);
    return text;
  };

  const from = parse('period_from', 'a date as 09JUN05', raw(15, 21), readDate);
  const to = parse('period_to', 'a date as 09JUN05', raw(22, 28), readDate);
  if (typeof from === 'number' && typeof to === 'number' && from > to) problems.push('period_to: expected no day before period_from');
  const [passengerStd, aircraftStd] = [raw(40, 43), raw(44, 47)].map((text, index) =>
    parse(index === 0 ? 'passenger_std' : 'aircraft_std', 'hhmm', text, readTime),
  );
  const [aircraftSta, passengerSta] = [raw(58, 61), raw(62, 65)].map((text, index) =>
    parse(index === 0 ? 'aircraft_sta' : 'passenger_sta', 'hhmm', text, readTime),
  );
  const utcDeparture = parse('utc_departure_min', '+hhmm or -hhmm', raw(48, 52), readOffset);
  const utcArrival = parse('utc_arrival_min', '+hhmm or -hhmm', raw(66, 70), readOffset);
  const departureDay = parse('date_variation', 'a digit, A or blank', raw(193, 193), readDateVariation);
  const arrivalDay = parse('date_variation', 'a digit, A or blank', raw(194, 194), readDateVariation);
  const designator = match('carrier', 'an airline designator', 3, 5, /^[A-Z0-9]{2,3}$/);
  if (carrier && designator !== carrier.carrier) problems.push('carrier: expected that of the carrier record above');
  if (!carrier) problems.push('expected a carrier record (type 2) above');
  const block =
    aircraftStd === null || aircraftSta === null || utcDeparture === null || utcArrival === null
      ? null
      : measureBlock(
          aircraftStd - (carrier?.timeMode === 'U' ? 0 : utcDeparture),
          aircraftSta - (carrier?.timeMode === 'U' ? 0 : utcArrival),
          departureDay,
          arrivalDay,
        );
  if (block !== null && block < 0) problems.push(`block_min: expected an arrival after the departure, got ${block} min`);

  return {
    problems,
    departureDay: departureDay ?? 0,
    arrivalDay,
    columns: {
      ...carrier?.columns,
      carrier: designator,
      flight: match('flight', 'up to four digits', 6, 9, /^\d{1,4}$/)?.replace(/^0+(?=\d)/, ''),
      suffix: cut(line, 2, 2),
      itinerary_variation: match('itinerary_variation', 'two digits', 10, 11, /^\d\d$/),
      leg_sequence: match('leg_sequence', 'two digits', 12, 13, /^\d\d$/),
      service_type: match('service_type', 'a letter', 14, 14, /^[A-Z]$/),
      period_from: from === 'open' ? null : from,
      period_to: to === 'open' ? null : to,
      open_ended: from === 'open' || to === 'open',
      days: readDays(raw(29, 35), problems, quote),
      frequency: cut(line, 36, 36),
      origin: match('origin', 'three letters', 37, 39, /^[A-Z]{3}$/),
      destination: match('destination', 'three letters', 55, 57, /^[A-Z]{3}$/),
      passenger_std: passengerStd,
      aircraft_std: aircraftStd,
      aircraft_sta: aircraftSta,
      passenger_sta: passengerSta,
      utc_departure_min: utcDeparture,
      utc_arrival_min: utcArrival,
      block_min: block,
      origin_terminal: cut(line, 53, 54),
      destination_terminal: cut(line, 71, 72),
      equipment: match('equipment', 'three letters or digits', 73, 75, /^[A-Z0-9]{3}$/),
      booking_classes: cut(line, 76, 95),
      configuration: cut(line, 173, 192),
      joint_operation:
        raw(111, 119)
          .match(/.{1,3}/g)
          ?.map((airline) => airline.trim())
          .filter(Boolean)
          .join(';') || null,
      owner: cut(line, 129, 131),
      onward_carrier: cut(line, 138, 140),
      onward_flight: cut(line, 141, 144)?.replace(/^0+(?=\d)/, ''),
      traffic_restriction: cut(line, 150, 160),
      date_variation: cut(line, 193, 194),
      record_type: '3',
    },
  };
}

/** Minutes from off-block to on-block, both in UTC. Without a date variation the arrival is the next such time after the departure. */
function measureBlock(off: number, on: number, departureDay: number | null, arrivalDay: number | null): number {
  if (arrivalDay !== null) return on + 1440 * arrivalDay - off - 1440 * (departureDay ?? 0);
  return (((on - off) % 1440) + 1440) % 1440;
}

/** `1 3 56 ` as `1356`; each digit has its place. */
function readDays(text: string, problems: string[], quote: Quote): string | null {
  let days = '';
  let isInPlace = text.length === 7;
  for (let index = 0; index < text.length; index++) {
    const digit = text[index];
    if (digit === ' ' || digit === '0') continue;
    if (digit !== String(index + 1)) isInPlace = false;
    if (digit >= '1' && digit <= '7' && !days.includes(digit)) days += digit;
  }
  if (!isInPlace || days === '') problems.push(`days: expected digits from 1 to 7 in their places, got ${quote(text)}`);
  return (isInPlace ? days : [...days].sort().join('')) || null;
}
