import type { LineBlock } from '@oads/cli/plugin';

const MOST_LINES = 500;

/** The lines of one message, its heading included. */
export interface RawTelex {
  /** Number of its first line in the file, from 1. */
  readonly line: number;
  readonly lines: readonly string[];
  /** It had more lines than are kept. */
  readonly isCut: boolean;
}

const IDENTIFIER = /^(?:COR\s+)?(?:MVT|MVA|DIV|LDM)$/;
const ADDRESSES = /^Q[A-Z](?:\s+[A-Z0-9]{7})+$/;
const HEADING = /^(?:Q[A-Z](?:\s.*)?|[A-Z0-9]{7}(?:\s+[A-Z0-9]{7})*|\.[A-Z0-9]{7}(?:\s.*)?)$/;

/**
 * Messages as mail spools keep them: between blank lines, behind `=`, from ZCZC to NNNN, or one straight behind the other. A blank line
 * between a heading and its text ends nothing. Where lines end in CR CR LF, as teleprinters end them, an empty one follows each and
 * means nothing.
 */
export async function* splitTelexes(blocks: AsyncIterable<LineBlock>): AsyncGenerator<RawTelex> {
  let lines: string[] = [];
  let line = 0;
  let isCut = false;
  let hasIdentifier = false;

  function* flush(): Generator<RawTelex> {
    if (lines.length > 0) yield { line, lines, isCut };
    lines = [];
    isCut = false;
    hasIdentifier = false;
  }
  function add(text: string, number: number): void {
    if (lines.length === 0) line = number;
    if (lines.length < MOST_LINES) lines.push(text);
    else isCut = true;
    if (IDENTIFIER.test(text)) hasIdentifier = true;
  }

  function* take(given: string, number: number): Generator<RawTelex> {
    // Start of heading and text, bells: what the line carried.
    const text = given.replaceAll(/[\0-\x08\x0b-\x1f\x7f]/g, '').trim();
    if (/^ZCZC\b/.test(text) || text === 'NNNN' || text === '=') yield* flush();
    else if (text === '') {
      if (!lines.every((one) => HEADING.test(one))) yield* flush();
    } else {
      if (hasIdentifier && (IDENTIFIER.test(text) || text === 'COR' || ADDRESSES.test(text))) yield* flush();
      const isLast = text.endsWith('=');
      add(isLast ? text.slice(0, -1).trimEnd() : text, number);
      if (isLast) yield* flush();
    }
  }

  let isDoubled: boolean | undefined;
  let follows = false;
  for await (const { first, lines: texts } of blocks) {
    isDoubled ??= isDoubleSpaced(texts);
    for (const [index, given] of texts.entries()) {
      follows = isDoubled && given === '' && !follows;
      if (follows) continue;
      // End of text ends a message, wherever it stands.
      const [head, ...others] = given.split('\x03');
      yield* take(head, first + index);
      for (const other of others) {
        yield* flush();
        if (other !== '') yield* take(other, first + index);
      }
    }
  }
  yield* flush();
}

export function isHeading(text: string): boolean {
  return HEADING.test(text);
}

/** Judged by the first lines, of which each that is not empty must be followed by an empty one. */
function isDoubleSpaced(lines: readonly string[]): boolean {
  const some = lines.slice(0, 201);
  const texts = some.slice(0, -1).flatMap((line, at) => (line === '' ? [] : [some[at + 1]]));
  return texts.length > 2 && texts.every((next) => next === '');
}
