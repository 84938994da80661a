import type { Quote } from '../make-quote.ts';
import { readHhmm } from './telex-days.ts';

const MOST_SUPPLEMENTARY = 1000;

/** One element of a movement message: its times as written, its numbers and codes. */
export interface TelexElement {
  readonly times?: readonly (string | undefined)[];
  readonly station?: string;
  readonly numbers?: readonly number[];
  readonly codes?: readonly string[];
  /** Minutes of each code, as far as they are told. */
  readonly minutes?: readonly number[];
  readonly text?: string;
}

export type Elements = Map<string, TelexElement>;

const TIME = '(\\d{6}|\\d{4})';
const TWO_TIMES = new RegExp(`^(AD|AA|FR)${TIME}?(?:/${TIME}?)?$`);
const ONE_TIME = new RegExp(`^(ED|EO|EA|EB|NI|RR|CRT)${TIME}$`);
const DELAY = /^(EDL|DL)([A-Z0-9/]+)$/;
const SUBDIVIDED = /^DLA(\d\d[A-Z0-9/]*)$/;
const PASSENGERS = /^PX(\d{1,4})(?:\/(\d{1,4}))*$/;
const DAY = /^FLD(\d{1,2})$/;
const OTHER = /^(?:TOF|TOW|ZFW|LAW|MAP|RC|DR)[A-Z0-9./]+$/;

/** The elements of AHM 780 below the flight line. Free text (SI) goes on to the end of the message. */
export function readElements(lines: readonly string[], tell: (problem: string) => void, quote: Quote): Elements {
  const elements: Elements = new Map();
  const put = (name: string, element: TelexElement) => {
    if (elements.has(name)) tell(`${name}: expected it once in a message`);
    else elements.set(name, element);
  };
  for (const [index, line] of lines.entries()) {
    if (/^SI\b/.test(line)) {
      put('SI', { text: [line.slice(2).trim(), ...lines.slice(index + 1)].join(' ').slice(0, MOST_SUPPLEMENTARY) });
      break;
    }
    const tokens = line.split(/\s+/);
    for (let at = 0; at < tokens.length; at++) {
      const token = tokens[at];
      const match = TWO_TIMES.exec(token) ?? ONE_TIME.exec(token);
      if (match) {
        const [, name, ...times] = match;
        for (const time of times)
          if (time && readHhmm(time.slice(-4)) === undefined) tell(`${name}: expected hhmm or ddhhmm, got ${quote(time)}`);
        if (times.every((time) => time === undefined)) tell(`${name}: expected a time`);
        const station = /^E[ABO]$/.test(name) && /^[A-Z]{3}$/.test(tokens[at + 1] ?? '') ? tokens[++at] : undefined;
        put(name, { times, station });
        continue;
      }
      const subdivided = SUBDIVIDED.exec(token);
      const delay = subdivided ? ['', 'DLA', subdivided[1]] : DELAY.exec(token);
      if (delay) {
        const read = readDelay(delay[2]);
        if (!read) tell(`${delay[1]}: expected codes, then a duration hhmm of each, got ${quote(token)}`);
        else put(delay[1], read);
      } else if (PASSENGERS.test(token)) put('PX', { numbers: token.slice(2).split('/').map(Number) });
      else if (DAY.test(token)) put('FLD', { numbers: [Number(token.slice(3))] });
      else if (OTHER.test(token)) put(/^[A-Z]{2}\d/.test(token) ? token.slice(0, 2) : token.slice(0, 3), { text: token });
      else tell(`expected an element of a movement message, got ${quote(token)}`);
    }
  }
  return elements;
}

/** `64/72/0015/0020`: codes, then durations. Four digits are a duration. */
function readDelay(text: string): TelexElement | undefined {
  const codes: string[] = [];
  const minutes: number[] = [];
  for (const part of text.split('/')) {
    if (part === '') continue;
    const duration = readHhmm(part);
    if (duration !== undefined) minutes.push(duration);
    else if (/^[A-Z0-9]{1,3}$/.test(part) && minutes.length === 0) codes.push(part);
    else return undefined;
  }
  return codes.length === 0 || codes.length > 8 || minutes.length > codes.length ? undefined : { codes, minutes };
}
