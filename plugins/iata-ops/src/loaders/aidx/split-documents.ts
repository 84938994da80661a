/**
 * The end of a message, or the XML declaration of the next one where that end is missing; and where a comment or CDATA begins, in which
 * neither counts.
 */
const CUT = /<\/(?:[\w.-]{1,64}:)?IATA_AIDX_FlightLegNotifRQ\s{0,64}>|<\?xml\s|<!--|<!\[CDATA\[/g;
/** Longer than any of them. */
const CARRY = 256;

export interface Piece {
  readonly text: string;
  /** Whether a message ends with this piece. */
  readonly ends: boolean;
}

/** Text cut behind each message, so that one file may hold many. */
export async function* splitDocuments(texts: AsyncIterable<string>): AsyncGenerator<Piece> {
  let held = '';
  let isInside = false;
  /** What ends the comment or CDATA that the held text begins in. */
  let closing: string | undefined;
  for await (const text of texts) {
    held += text;
    let from = 0;
    let at = 0;
    for (;;) {
      if (closing !== undefined) {
        const end = held.indexOf(closing, at);
        if (end < 0) break;
        at = end + closing.length;
        closing = undefined;
      }
      CUT.lastIndex = at;
      const match = CUT.exec(held);
      if (!match) break;
      at = match.index + match[0].length;
      if (match[0].startsWith('<!')) {
        closing = match[0] === '<!--' ? '-->' : ']]>';
        continue;
      }
      const isEnd = match[0].startsWith('</');
      const to = isEnd ? at : match.index;
      const piece = held.slice(from, to);
      if (!isEnd && !isInside && piece.trim() === '') continue;
      yield { text: piece, ends: true };
      from = to;
      isInside = false;
    }
    // What is searched for may go on in the next text.
    const safe = Math.max(from, closing === undefined ? at : 0, held.length - CARRY);
    if (safe > from) {
      const piece = held.slice(from, safe);
      isInside ||= piece.trim() !== '';
      yield { text: piece, ends: false };
    }
    held = held.slice(safe);
  }
  if (held) yield { text: held, ends: false };
}
