import type { RecordValue } from '@oads/cli/plugin';
import type { Quote } from '../make-quote.ts';

/** What a load message tells of a leg, over all its destinations. */
export interface Load {
  readonly destination?: string;
  readonly columns: Record<string, RecordValue>;
}

const MOST_SUPPLEMENTARY = 10_000;
const DESTINATION = /^-([A-Z]{3})\.(.*)$/;
/** Baggage, cargo, mail as custom writes them: `BW 1840`, `B/75/1100` (pieces, weight), `CGO 500`, `MAIL NIL`. */
const WEIGHTS: readonly (readonly [string, RegExp])[] = [
  ['baggage_kg', /\b(?:BAG|BW|B)[ /]?(?:\d{1,5}\/)?(\d{1,6}|NIL)\b/],
  ['cargo_kg', /\b(?:CARGO|CGO|C)[ /]?(?:\d{1,5}\/)?(\d{1,6}|NIL)\b/],
  ['mail_kg', /\b(?:MAIL|M)[ /]?(?:\d{1,5}\/)?(\d{1,6}|NIL)\b/],
];

/** The lines of an LDM below its flight line (AHM 583). `version` is the cabin: `C10Y92`. */
export function readLoad(
  lines: readonly string[],
  version: string | undefined,
  crew: string | undefined,
  tell: (problem: string) => void,
  quote: Quote,
): Load {
  const totals: Record<string, number> = {};
  const byClass: number[] = [];
  let destination: string | undefined;
  const add = (name: string, value: number) => {
    totals[name] = (totals[name] ?? 0) + value;
  };
  const from = lines.findIndex((line) => /^SI\b/.test(line));
  const supplementary = from < 0 ? '' : lines.slice(from).join(' ').slice(2, MOST_SUPPLEMENTARY).trim();
  for (const line of joinContinued(from < 0 ? lines : lines.slice(0, from))) {
    const [, station, rest] = DESTINATION.exec(line) ?? [];
    if (!station) {
      tell(`expected a destination as -FRA.60/48/4/3.T1840, got ${quote(line)}`);
      continue;
    }
    destination ??= station;
    if (rest !== 'NIL') readDestination(station, rest.split('.'), add, byClass, tell, quote);
  }
  if (!destination) tell('expected a line of a destination');
  for (const [name, pattern] of WEIGHTS) {
    const [, weight] = pattern.exec(supplementary) ?? [];
    if (weight && totals[name] === undefined) totals[name] = weight === 'NIL' ? 0 : Number(weight);
  }
  const cabins = [...(version ?? '').matchAll(/([A-Z])(\d{1,3})/g)];
  return {
    destination,
    columns: {
      load_passengers: totals.passengers,
      infants: totals.infants,
      passengers_by_class: byClass.length === 0 ? null : byClass.map((count, index) => `${cabins[index]?.[1] ?? ''}${count}`).join(' '),
      seats: cabins.length === 0 ? null : cabins.reduce((sum, [, , seats]) => sum + Number(seats), 0),
      cabin_version: version,
      crew,
      dead_load_kg: totals.dead_load_kg,
      baggage_kg: totals.baggage_kg,
      cargo_kg: totals.cargo_kg,
      mail_kg: totals.mail_kg,
      supplementary: supplementary.slice(0, 1000) || null,
    },
  };
}

/** A line that begins with a full stop goes on with the one before. */
function joinContinued(lines: readonly string[]): string[] {
  const joined: string[] = [];
  for (const line of lines) {
    if (line.startsWith('.') && joined.length > 0) joined[joined.length - 1] += line;
    else joined.push(line);
  }
  return joined;
}

/** `60/48/4/3`, `T1840`, `1/640` (compartment, weight), `PAX/8/104`, `PAD/0/0`, `B/1200`. */
function readDestination(
  station: string,
  parts: readonly string[],
  add: (name: string, value: number) => void,
  byClass: number[],
  tell: (problem: string) => void,
  quote: Quote,
): void {
  let dead: number | undefined;
  let stowed: number | undefined;
  let passengers: number | undefined;
  for (const [index, part] of parts.entries()) {
    const weight = /^([BCM])\/?(\d{1,6})$/.exec(part);
    if (index === 0 && /^\d{1,4}(?:\/\d{1,4}){0,3}$/.test(part)) {
      const figures = part.split('/').map(Number);
      // Male, female, children, infants; or adults, children, infants. Infants have no seat.
      const infants = figures.length > 2 ? figures.pop()! : 0;
      passengers = figures.reduce((sum, figure) => sum + figure, 0);
      add('passengers', passengers);
      add('infants', infants);
    } else if (/^T\d{1,6}$/.test(part)) {
      dead = Number(part.slice(1));
      add('dead_load_kg', dead);
    } else if (/^\d{1,2}\/\d{1,6}$/.test(part)) stowed = (stowed ?? 0) + Number(part.slice(part.indexOf('/') + 1));
    else if (/^PAX(?:\/\d{1,4}){1,4}$/.test(part)) {
      const counts = part.slice(4).split('/').map(Number);
      for (const [cabin, count] of counts.entries()) byClass[cabin] = (byClass[cabin] ?? 0) + count;
      const sum = counts.reduce((total, count) => total + count, 0);
      if (passengers !== undefined && sum !== passengers) tell(`${station}: expected PAX to add up to ${passengers}, got ${sum}`);
    } else if (weight) add({ B: 'baggage_kg', C: 'cargo_kg', M: 'mail_kg' }[weight[1]]!, Number(weight[2]));
    else if (!/^(?:PAD(?:\/\d{1,3}){1,4}|\d{1,5})?$/.test(part)) tell(`${station}: expected a part of a load message, got ${quote(part)}`);
  }
  if (dead !== undefined && stowed !== undefined && dead !== stowed)
    tell(`${station}: expected compartments to add up to T${dead}, got ${stowed}`);
}
