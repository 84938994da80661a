/** The end of a message, or the XML declaration of the next one where that end is missing. */
const CUT = /<\/(?:[\w.-]{1,64}:)?IATA_AIDX_FlightLegNotifRQ\s{0,64}>|<\?xml\s/g;
/** Longer than any of the two. */
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
  for await (const text of texts) {
    held += text;
    let from = 0;
    for (const match of held.matchAll(CUT)) {
      const isEnd = match[0].startsWith('</');
      const to = match.index + (isEnd ? match[0].length : 0);
      const piece = held.slice(from, to);
      if (!isEnd && !isInside && piece.trim() === '') continue;
      yield { text: piece, ends: true };
      from = to;
      isInside = false;
    }
    // What is searched for may go on in the next text.
    const safe = Math.max(from, held.length - CARRY);
    if (safe > from) {
      const piece = held.slice(from, safe);
      isInside ||= piece.trim() !== '';
      yield { text: piece, ends: false };
    }
    held = held.slice(safe);
  }
  if (held) yield { text: held, ends: false };
}
