import type { RecordValue, SourceRecord } from '@oads/cli/plugin';
import type { Quote } from '../make-quote.ts';
import { readDateTime } from './aidx-time.ts';
import { decodeXml } from './decode-xml.ts';
import { type LegBook, MOST_LEGS } from './leg-book.ts';
import { LegBuilder } from './leg-builder.ts';
import { toRow } from './leg-facts.ts';
import { DocumentReader, ForbiddenXml, ForeignXml, MalformedXml } from './read-document.ts';
import { splitDocuments } from './split-documents.ts';
import { XML_LIMITS } from './xml-limits.ts';

export interface AidxOptions {
  readonly quote: Quote;
  /** Where messages are gathered into legs, each with the name of the file that began it; without it each leg of a message is a row. */
  readonly book?: LegBook;
  readonly sourceFile?: string;
  /** Makes the error of a file that cannot be used at all. */
  readonly refuse: (expected: string, hint?: string) => Error;
}

interface Message {
  readonly reader: DocumentReader;
  readonly rows: SourceRecord[];
  legs: number;
  /** What ended it before its end. */
  broken?: string;
}

/**
 * The flight legs of all messages of a file, in its order. A message that is not well-formed is one row with `problem` behind the legs that
 * were read before the damage; with a book only legs that it cannot hold are rows. A file that is no AIDX, or holds what no message may (`ForbiddenXml`), is refused.
 */
export async function* parseAidx(
  chunks: AsyncIterable<Uint8Array>,
  { quote, refuse, book, sourceFile }: AidxOptions,
): AsyncGenerator<SourceRecord> {
  const notUtf8 = (got: string) => refuse(`UTF-8 or ISO 8859-1, got ${got}`, 'convert the file to UTF-8');
  let message: Message | undefined;
  let messages = 0;
  let legs = 0;
  let blanks = 0;
  for await (const { text, ends } of splitDocuments(decodeXml(chunks, notUtf8))) {
    let rest = text;
    if (!message) {
      // Blank lines, zero bytes and byte order marks between messages are no XML.
      rest = text.replace(/^[\s\0\ufeff]+/, '');
      blanks += text.length - rest.length;
      if (blanks > XML_LIMITS.tokenChars) throw refuse('AIDX messages, got more than 1 MiB of blanks between them');
      if (rest === '') continue;
      message = startMessage();
      messages++;
    }
    if (message.broken === undefined) write(message, rest, ends);
    yield* message.rows;
    legs += message.legs;
    message.legs = 0;
    if (book && book.size > MOST_LEGS) throw refuse(`at most ${MOST_LEGS} legs, got more`, 'name fewer files, or set rows: message');
    if (legs > XML_LIMITS.legs) throw refuse(`at most ${XML_LIMITS.legs} flight legs in a file, got more`, 'split the file');
    message.rows.length = 0;
    if (!ends) continue;
    if (message.broken !== undefined) yield { problem: `message ${messages}: expected XML that is well-formed, got ${message.broken}` };
    message = undefined;
  }
  if (message) {
    write(message, '', true);
    yield* message.rows;
    yield { problem: `message ${messages}: expected XML that is well-formed, got ${message.broken ?? 'no end of it'}` };
  }

  function write(at: Message, text: string, ends: boolean): void {
    try {
      at.reader.write(text);
      if (ends) at.reader.end();
    } catch (error) {
      if (error instanceof ForbiddenXml) throw refuse(error.message, 'no AIDX message needs that: ask who sent it');
      if (error instanceof ForeignXml) throw refuse(error.message, 'name files of IATA_AIDX_FlightLegNotifRQ messages only');
      if (!(error instanceof MalformedXml)) throw error;
      at.broken = quote(error.message);
    }
  }

  function startMessage(): Message {
    let shared: Record<string, RecordValue> = {};
    let leg: LegBuilder | undefined;
    const rows: SourceRecord[] = [];
    const reader = new DocumentReader({
      root: (attributes) => {
        shared = {
          message_type: 'AIDX',
          message_time: readDateTime(attributes.get('TimeStamp') ?? '') ?? null,
          schema_version: attributes.get('Version')?.slice(0, 20),
          source_file: sourceFile,
        };
      },
      openLeg: () => {
        leg = new LegBuilder(quote);
      },
      element: (element) => leg?.add(element),
      closeLeg: () => {
        if (!leg) return;
        const facts = { ...shared, ...leg.build() };
        leg = undefined;
        started.legs++;
        if (!book?.add(facts)) rows.push({ ...toRow(facts), messages: 1 });
      },
    });
    const started: Message = { reader, rows, legs: 0 };
    return started;
  }
}
