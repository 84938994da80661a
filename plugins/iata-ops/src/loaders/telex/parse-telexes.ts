import type { LineBlock, SourceRecord } from '@oads/cli/plugin';
import type { Quote } from '../make-quote.ts';
import { applyTelex, startMovement } from './movement.ts';
import { MOST_MOVEMENTS, type MovementBook } from './movement-book.ts';
import { toRow } from './movement-row.ts';
import { readTelex } from './read-telex.ts';
import { splitTelexes } from './split-telexes.ts';
import type { Span } from './telex-days.ts';

/** Of one file. */
const MOST_LINES = 20_000_000;

export interface TelexOptions {
  readonly span: Span;
  readonly quote: Quote;
  /** Where messages are gathered into movements; without it each message is a row. */
  readonly book?: MovementBook;
  readonly refuse: (expected: string, hint: string) => Error;
}

/**
 * The rows of a file's messages. With a book only those that belong to no movement: the book has the others, with the name of the file that
 * began them.
 */
export async function* parseTelexes(
  blocks: AsyncIterable<LineBlock>,
  { span, quote, book, refuse }: TelexOptions,
): AsyncGenerator<SourceRecord> {
  async function* limited(): AsyncGenerator<LineBlock> {
    for await (const block of blocks) {
      if (block.first > MOST_LINES) throw refuse(`at most ${MOST_LINES} lines, got more`, 'split the file');
      yield block;
    }
  }
  for await (const raw of splitTelexes(limited())) {
    const telex = readTelex(raw, span, quote);
    const { flight } = telex;
    if (!flight) {
      yield { message_type: telex.type, message_time: telex.sent, messages: 1, line: telex.line, problem: telex.problems.join('; ') };
    } else if (book) {
      book.add(telex, flight);
      if (book.movements.length > MOST_MOVEMENTS)
        throw refuse(`at most ${MOST_MOVEMENTS} movements, got more`, 'name fewer files, or set rows: message');
    } else {
      const movement = startMovement(telex, flight);
      applyTelex(movement, { ...telex, isCorrection: false }, flight);
      yield { ...toRow(movement), corrections: telex.isCorrection ? 1 : 0 };
    }
  }
}
