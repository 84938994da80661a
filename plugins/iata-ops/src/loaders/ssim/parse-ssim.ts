import type { LineBlock, SourceRecord } from '@oads/cli/plugin';
import type { Quote } from '../make-quote.ts';
import { type DayRange, expandDays } from './expand-days.ts';
import { readCarrier } from './read-carrier.ts';
import { type CarrierRecord, type Leg, readLeg } from './read-leg.ts';
import { SerialCheck } from './serial-check.ts';
import { cut } from './ssim-fields.ts';

const RECORD_LENGTH = 200;
const RECORD = /.{1,200}/g;
const MOST_BLOCK = 4096;
/** Of one file: some 4 GB. */
const MOST_LINES = 20_000_000;
/** Of one leg. */
const MOST_SEGMENTS = 500;
const TITLE = 'AIRLINE STANDARD SCHEDULE DATA SET';

export interface SsimOptions {
  /** One row a leg, or one for each of its operating days within the range. */
  readonly days?: DayRange;
  readonly quote: Quote;
  /** The name of the file, for its rows. */
  readonly sourceFile: string;
  /** Makes the error of a file that is none of the format. */
  readonly refuse: (line: number, got: string) => Error;
}

interface Pending {
  readonly leg: Leg;
  readonly carrier?: CarrierRecord;
  readonly segments: string[];
  readonly place: SourceRecord;
}

/**
 * The legs of a file, each with the segment records below it, in the order of the file. A record that is damaged or out of place becomes a
 * row with `problem` (one between a leg and its segment records comes before the leg): legs are those with `record_type` 3, a broken serial is told as `serial: expected 000517, got 000516`.
 */
export async function* parseSsim(blocks: AsyncIterable<LineBlock>, options: SsimOptions): AsyncGenerator<SourceRecord> {
  const { quote, sourceFile } = options;
  const serials = new SerialCheck();
  let carrier: CarrierRecord | undefined;
  let pending: Pending | undefined;
  let last: { type: string; end: string | null } | undefined;

  function* flush(): Generator<SourceRecord> {
    if (!pending) return;
    const { leg, segments, place } = pending;
    // No copy: hundreds of thousands of legs are usual.
    const row: SourceRecord = Object.assign(leg.columns, place, {
      segment_data: segments.join('; ') || null,
      problem: leg.problems.join('; ') || null,
    });
    const owner = pending.carrier;
    pending = undefined;
    if (options.days) yield* expandDays(row, leg, owner, options.days);
    else yield row;
  }

  for await (const { first, lines } of cutRecords(blocks, options)) {
    if (first > MOST_LINES) throw options.refuse(first, `more than ${MOST_LINES} lines`);
    for (const [index, text] of lines.entries()) {
      // End-of-file marks of old systems are no records.
      if (text.trim() === '' || text === '\x1a' || /^0+$/.test(text)) continue;
      const line = first + index;
      const type = text[0];
      if (!last && !(/^[1-5]$/.test(type) && text.length >= RECORD_LENGTH / 2)) throw options.refuse(line, quote(text));
      const problems: string[] = [];
      if (text.length !== RECORD_LENGTH) problems.push(`expected a record of ${RECORD_LENGTH} bytes, got ${text.length}`);
      const digits = text.slice(194, RECORD_LENGTH);
      const serial = /^\d{6}$/.test(digits) ? Number(digits) : undefined;
      const before = serials.last;
      const broken = text.length === RECORD_LENGTH || serial !== undefined ? serials.next(serial) : void serials.next(undefined);
      if (broken) problems.unshift(broken);
      if (!last && type !== '1') problems.push(`expected a header record (type 1) first, got type ${type}`);
      const place = { record_serial: serial ?? null, line, source_file: sourceFile };

      if (type === '3') {
        yield* flush();
        const leg = readLeg(text.padEnd(RECORD_LENGTH), carrier, quote);
        leg.problems.unshift(...problems);
        pending = { leg, carrier, segments: [], place };
      } else {
        if (type === '4') {
          const owner = pending;
          const misfit = owner ? addSegment(text.padEnd(RECORD_LENGTH), owner) : 'expected a leg (type 3) above';
          if (misfit) problems.push(misfit);
        } else if (type === '1') {
          yield* flush();
          if (last) problems.push('expected one header record, got another');
          if (cut(text, 2, 35) !== TITLE) problems.push(`title: expected ${quote(TITLE)}, got ${quote(cut(text, 2, 35) ?? '')}`);
        } else if (type === '2') {
          yield* flush();
          if (carrier && last?.type !== '5') problems.push('expected a trailer record (type 5) of the carrier above');
          if (last?.type === '5' && last.end === 'E')
            problems.push('expected the end of the data set, as the trailer above says, got another carrier');
          carrier = readCarrier(text.padEnd(RECORD_LENGTH), problems, quote);
        } else if (type === '5') {
          yield* flush();
          judgeTrailer(text, before, carrier, problems, quote);
        } else {
          yield* flush();
          problems.push(`expected a record of type 1 to 5, got ${quote(type)}`);
        }
        if (problems.length > 0) yield { ...place, record_type: /^[1-5]$/.test(type) ? type : null, problem: problems.join('; ') };
      }
      last = { type, end: type === '5' ? cut(text, 194, 194) : null };
    }
  }
  yield* flush();
  if (last && last.type !== '5') yield { source_file: sourceFile, problem: 'expected a trailer record (type 5), got the end of the file' };
}

/** Records that follow one another without line ends, as tapes and blocked files have them, each on a line of its own. */
async function* cutRecords(blocks: AsyncIterable<LineBlock>, { refuse }: SsimOptions): AsyncGenerator<LineBlock> {
  let added = 0;
  for await (const { first, lines } of blocks) {
    const cutLines = lines.flatMap((line, index) => {
      if (line.length < 2 * RECORD_LENGTH) return [line];
      // A file that has line ends has them before 4 KiB.
      if (first + index > 1 && line.length > MOST_BLOCK) throw refuse(first + index, `a line of ${line.length} bytes`);
      return line.match(RECORD) ?? [];
    });
    yield { first: first + added, lines: cutLines };
    added += cutLines.length - lines.length;
  }
}

/** Segment data belong to the leg above, or to an earlier one of the same itinerary: the points are kept with them. */
function addSegment(text: string, { leg, segments }: Pending): string | undefined {
  const { carrier, flight, itinerary_variation: variation } = leg.columns;
  const isSame = cut(text, 3, 5) === carrier && cut(text, 6, 9)?.replace(/^0+(?=\d)/, '') === flight && cut(text, 10, 11) === variation;
  if (!isSame) return 'expected segment data of the flight above';
  if (segments.length >= MOST_SEGMENTS) return `expected at most ${MOST_SEGMENTS} segment records of a leg`;
  segments.push(`${cut(text, 31, 33) ?? ''} ${cut(text, 34, 36) ?? ''}-${cut(text, 37, 39) ?? ''} ${cut(text, 40, 194) ?? ''}`.trim());
  return undefined;
}

function judgeTrailer(
  text: string,
  before: number | undefined,
  carrier: CarrierRecord | undefined,
  problems: string[],
  quote: Quote,
): void {
  if (!carrier) problems.push('expected a carrier record (type 2) above');
  else if (cut(text, 3, 5) !== carrier.carrier) problems.push('carrier: expected that of the carrier record above');
  const check = text.slice(187, 193);
  if (!/^\d{6}$/.test(check) || (before !== undefined && Number(check) !== before)) {
    problems.push(
      `serial check of the trailer: expected ${before === undefined ? 'six digits' : String(before).padStart(6, '0')}, got ${quote(check)}`,
    );
  }
  if (!/^[CE]$/.test(cut(text, 194, 194) ?? ''))
    problems.push(`end code of the trailer: expected C or E, got ${quote(cut(text, 194, 194) ?? '')}`);
}
