import type { Quote } from '../make-quote.ts';
import type { CarrierRecord } from './read-leg.ts';
import { cut, readDate } from './ssim-fields.ts';

/** A record of type 2. */
export function readCarrier(line: string, problems: string[], quote: Quote): CarrierRecord {
  const timeMode = cut(line, 2, 2);
  if (timeMode !== 'U' && timeMode !== 'L') problems.push(`time mode: expected U or L, got ${quote(timeMode ?? '')}`);
  const [validFrom, validTo] = [line.slice(14, 21), line.slice(21, 28)].map((text) => {
    const date = readDate(text);
    if (date === undefined) problems.push(`validity: expected a date as 09JUN05, got ${quote(text)}`);
    return typeof date === 'number' ? date : null;
  });
  return {
    carrier: cut(line, 3, 5),
    timeMode,
    validFrom,
    validTo,
    columns: {
      time_mode: timeMode,
      season: cut(line, 11, 13),
      schedule_status: cut(line, 72, 72),
      duplicate_designator: cut(line, 108, 108) !== null,
    },
  };
}
