import { UsageError } from '../../errors.ts';
import { parseTimestamp } from '../../frame/parse/parse-times.ts';
import type { TimeSpan } from '../row-window.ts';
import { addDuration, parseIsoDuration } from './iso-duration.ts';

const DAY_MS = 86_400_000;
/** Nothing but zeros may follow the hour of 24. */
const END_OF_DAY = /^(\d{4}-\d{2}-\d{2}[Tt ])24:00(?::00(?:[.,]0+)?)?(?=$|[Zz+-])/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/**
 * An ISO 8601 interval: start/end, start/duration or duration/end; times without a zone are UTC. The end is not part of it, as in
 * ISO 8601; an end that is a date alone means that whole day, as people mean it. Throws UsageError.
 */
export function parseInterval(text: string): TimeSpan {
  const refuse = (got: string): never => {
    throw new UsageError('OADS_USAGE_WINDOW', `--window: expected an ISO 8601 interval, got ${got}`, {
      hint: 'for example --window 2001-04-01/2001-04-30, 2001-04-01T06:00Z/PT12H or P7D/2001-04-30',
    });
  };
  const sides = text.trim().split('/');
  if (sides.length !== 2) refuse(JSON.stringify(text));
  const [left, right] = sides;
  const [before, after] = [parseIsoDuration(left), parseIsoDuration(right)];
  if (before && after) refuse(`two durations: ${JSON.stringify(text)}`);
  const readTime = (side: string): Date => parseInstant(side) ?? refuse(`${JSON.stringify(side)} in ${JSON.stringify(text)}`);
  const readEnd = (side: string): Date => (DATE.test(side) ? new Date(readTime(side).getTime() + DAY_MS) : readTime(side));
  const to = after ? addDuration(readTime(left), after) : readEnd(right);
  const from = before ? addDuration(to, before, -1) : readTime(left);
  if (!isInstant(from) || !isInstant(to)) refuse(`${JSON.stringify(text)}, which leaves the years 1 to 9999`);
  if (from >= to) refuse(`${from > to ? 'one that ends before it begins' : 'an empty one'}: ${JSON.stringify(text)}`);
  return { from, to };
}

/** Undefined for anything but an ISO 8601 date or time; JavaScript would take 30 February for 2 March. 24:00 is the next midnight. */
function parseInstant(text: string): Date | undefined {
  const midnight = text.replace(END_OF_DAY, '$100:00');
  const bytes = new TextEncoder().encode(midnight);
  const micros = parseTimestamp(bytes, 0, bytes.length);
  return Number.isNaN(micros) ? undefined : new Date(Math.floor(micros / 1000) + (midnight === text ? 0 : DAY_MS));
}

function isInstant(date: Date): boolean {
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999;
}
