import type { SourceRecord } from '@oads/cli/plugin';
import type { BrilcalcHeader } from './parse-header.ts';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const INTEGER = /^\d{1,10}$/;
const LONGEST_TEXT = 64;

/** One line of the table. What cannot be read is null, and `problem` says the first such thing. */
export function parseRow(line: string, header: BrilcalcHeader): SourceRecord {
  const cells = line.split(',', header.cells + 1);
  if (cells.length !== header.cells) {
    return { problem: `expected ${header.cells} cells, got ${cells.length > header.cells ? 'more' : cells.length}` };
  }
  let problem: string | null = null;
  const note = (name: string, expected: string, got: string): null => {
    problem ??= `${name}: expected ${expected}, got ${JSON.stringify(got.slice(0, 40))}`;
    return null;
  };
  const cell = (name: string): string | undefined => {
    const place = header.places.get(name);
    return place === undefined ? undefined : cells[place].trim().replace(/^"(.*)"$/, '$1');
  };
  const readPair = (name: string, expected: string): [number | null, number | null] => {
    const text = cell(name) ?? '';
    const [first, second, ...more] = text.split(':');
    if (INTEGER.test(first) && INTEGER.test(second ?? '') && more.length === 0) return [Number(first), Number(second)];
    return [note(name, expected, text), null];
  };
  const readNumber = (name: string, scale = 1): number | null => {
    const text = cell(name);
    if (text === undefined || text === '') return null;
    const value = NUMBER.test(text) ? Number(text) * scale : Number.NaN;
    return Number.isFinite(value) ? value : note(name, 'a number', text);
  };
  const readLuminosity = (name: 'delivered' | 'recorded'): number | null => {
    const value = readNumber(name, header.toInversePicobarn[name]);
    return value !== null && value < 0 ? note(name, 'a luminosity of 0 or more', cell(name) ?? '') : value;
  };
  const readText = (name: string): string | null => {
    const text = cell(name);
    if (text === undefined || text === '') return null;
    return text.length <= LONGEST_TEXT ? text : note(name, `at most ${LONGEST_TEXT} characters`, text);
  };
  const readTime = (): Date | null => {
    const text = cell('time');
    if (text === undefined || text === '') return null;
    return parseTime(text) ?? note('time', 'MM/DD/YY HH:MM:SS', text);
  };

  const [run, fill] = readPair('run:fill', 'a run and its fill, as 297050:5839');
  const [ls, cmsLs] = readPair('ls', 'two numbers of the lumisection, as 12:12');
  const delivered = readLuminosity('delivered');
  const recorded = readLuminosity('recorded');
  return {
    run,
    fill,
    ls,
    cms_ls: cmsLs,
    time: readTime(),
    beam_status: readText('beamstatus'),
    energy_gev: readNumber('e'),
    delivered,
    recorded,
    recorded_fraction: delivered !== null && recorded !== null && delivered > 0 ? recorded / delivered : null,
    pileup: readNumber('avgpu'),
    source: readText('source'),
    problem,
  };
}

/** `MM/DD/YY HH:MM:SS` in UTC, or seconds since 1970 (`--tssec`). */
function parseTime(text: string): Date | undefined {
  if (/^\d{9,10}$/.test(text)) return new Date(Number(text) * 1000);
  const match = /^(\d\d)\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(text);
  if (!match) return undefined;
  const [month, day, year, hour, minute, second] = match.slice(1).map(Number);
  const time = new Date(Date.UTC(2000 + year, month - 1, day, hour, minute, second));
  const isThere = time.getUTCMonth() === month - 1 && time.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  return isThere ? time : undefined;
}
