import type { Quote } from '../make-quote.ts';
import { type Elements, readElements } from './read-elements.ts';
import { type Load, readLoad } from './read-load.ts';
import { isHeading, type RawTelex } from './split-telexes.ts';
import { nearestDay, readHhmm, type Span } from './telex-days.ts';

const MOST_PROBLEMS = 10;
const MICROS_PER_MINUTE = 60_000_000;
const ORIGIN = /^\.[A-Z0-9]{7}(?:\s+(\d{2})(\d{4}))?/;
const IDENTIFIER = /^(?:(COR)\s+)?(MVT|MVA|DIV|LDM)$/;
/** `XA200A/21`, `XA200/21SEP` or `XA200/21SEP26`. */
const FLIGHT = /^([A-Z]{3}|[A-Z][A-Z0-9]|[A-Z0-9][A-Z])(\d{1,4})([A-Z])?\/(\d{1,2})(?:([A-Z]{3})(\d\d)?)?$/;
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

export interface Telex {
  readonly line: number;
  readonly type: string | null;
  readonly isCorrection: boolean;
  /** When it was sent, from its heading. */
  readonly sent: number | undefined;
  /** Undefined where the message cannot be read: `problems` says why. */
  readonly flight?: TelexFlight;
  readonly elements: Elements;
  readonly load?: Load;
  readonly problems: string[];
}

export interface TelexFlight {
  readonly carrier: string;
  readonly number: string;
  readonly suffix: string | null;
  /** Midnight of the day that the flight line names. */
  readonly date: number;
  readonly tail: string;
  /** Of the movement: where it departs or arrives; undefined in a load message. */
  readonly airport: string | undefined;
}

/** One message. `span` tells where the days of messages without a heading lie. */
export function readTelex(raw: RawTelex, span: Span, quote: Quote): Telex {
  const problems: string[] = [];
  const tell = (problem: string) => {
    if (problems.length < MOST_PROBLEMS) problems.push(problem);
  };
  const lines = [...raw.lines];
  let sent: number | undefined;
  while (lines.length > 0 && isHeading(lines[0]) && !IDENTIFIER.test(lines[0])) {
    const [, day, time] = ORIGIN.exec(lines.shift()!) ?? [];
    const midnight = day ? nearestDay(Number(day), span) : undefined;
    const minutes = time ? readHhmm(time) : undefined;
    if (midnight !== undefined && minutes !== undefined) sent = midnight + minutes * MICROS_PER_MINUTE;
  }
  if (lines[0] === 'COR') lines.splice(0, 2, `COR ${lines[1] ?? ''}`);
  const [, correction, type] = IDENTIFIER.exec(lines[0] ?? '') ?? [];
  const telex = { line: raw.line, type: type ?? null, isCorrection: correction !== undefined, sent, problems, elements: new Map() };
  if (!type) {
    tell(`expected MVT, MVA, DIV or LDM, got ${quote(lines[0] ?? '')}`);
    return telex;
  }
  if (raw.isCut) tell('expected at most 500 lines in a message');
  const parts = (lines[1] ?? '').split('.');
  const [, carrier, number, suffix, day, month, year] = FLIGHT.exec(parts[0]) ?? [];
  const tail = /^[A-Z0-9-]{2,10}$/.test(parts[1] ?? '') ? parts[1].replaceAll('-', '') : undefined;
  const airport = type === 'LDM' ? undefined : parts[2];
  if (!carrier || !tail || (type !== 'LDM' && (!/^[A-Z]{3}$/.test(airport ?? '') || parts.length > 3))) {
    const form = type === 'LDM' ? 'XA200/21.DAXYZ.C10Y92.2/4' : 'XA200/21.DAXYZ.CDG';
    tell(`expected flight, day, registration and more as ${form}, got ${quote(lines[1] ?? '')}`);
    return telex;
  }
  // A message is sent within days of its flight.
  const near = sent === undefined ? span : { from: startOfDay(sent), to: startOfDay(sent) };
  const date = month ? namedDay(Number(day), month, year, near) : nearestDay(Number(day), near);
  if (date === undefined) {
    tell(`expected the day of a month, got ${quote(parts[0])}`);
    return telex;
  }
  const flight = { carrier, number: number.replace(/^0+(?=\d)/, ''), suffix: suffix ?? null, date, tail, airport };
  if (type === 'LDM')
    return { ...telex, flight, load: readLoad(lines.slice(2), parts[2] || undefined, parts[3] || undefined, tell, quote) };
  const elements = readElements(lines.slice(2), tell, quote);
  if (elements.size === 0) tell('expected an element below the flight, got none');
  return { ...telex, flight, elements };
}

function startOfDay(micros: number): number {
  return Math.floor(micros / 86_400_000_000) * 86_400_000_000;
}

function namedDay(day: number, name: string, year: string | undefined, { to }: Span): number | undefined {
  const month = MONTHS.indexOf(name);
  const years = year ? [2000 + Number(year)] : [-1, 0, 1].map((step) => new Date(to / 1000).getUTCFullYear() + step);
  const days = years.map((one) => new Date(Date.UTC(one, month, day))).filter((date) => month >= 0 && date.getUTCDate() === day);
  return days.map((date) => date.getTime() * 1000).sort((a, b) => Math.abs(a - to) - Math.abs(b - to))[0];
}
