const CANDIDATES = [',', ';', '\t', '|'].map((character) => character.charCodeAt(0));
const MAX_RECORDS = 200;

/**
 * The delimiter (as a byte) that cuts most of the first records into as many cells as the header; of several, the one
 * that gives more cells. A comma where none does, as in a file of one column. `headerIsFirst`: else titles may come before it, and
 * the first records are compared with the most common width.
 */
export function sniffDelimiter(head: Uint8Array, headIsWhole: boolean, headerIsFirst = true): number {
  let best = CANDIDATES[0];
  let bestAgreement = 0;
  let bestWidth = 1;
  for (const candidate of CANDIDATES) {
    const widths = countCells(head, candidate, headIsWhole);
    const width = (headerIsFirst ? widths[0] : findMostCommon(widths)) ?? 1;
    if (width === 1) continue;
    const agreement = widths.filter((other) => other === width).length / widths.length;
    if (agreement > bestAgreement || (agreement === bestAgreement && width > bestWidth)) {
      best = candidate;
      bestAgreement = agreement;
      bestWidth = width;
    }
  }
  return best;
}

function findMostCommon(widths: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  return [...counts].sort(([one, count], [other, otherCount]) => otherCount - count || other - one)[0]?.[0];
}

/** Cells per record of the first records that are complete; empty lines do not count. */
function countCells(head: Uint8Array, delimiter: number, headIsWhole: boolean): number[] {
  const widths: number[] = [];
  let cells = 1;
  let cellStart = 0;
  let recordStart = 0;
  let quoted = false;
  let position = 0;
  for (; position < head.length && widths.length < MAX_RECORDS; position++) {
    const byte = head[position];
    if (byte === QUOTE) {
      if (quoted) quoted = false;
      else if (position === cellStart || head[position - 1] === QUOTE) quoted = true;
    } else if (quoted) continue;
    else if (byte === delimiter) {
      cells++;
      cellStart = position + 1;
    } else if (byte === LF || byte === CR) {
      if (position > recordStart) widths.push(cells);
      cells = 1;
      cellStart = recordStart = position + 1;
    }
  }
  if (widths.length === 0 || (headIsWhole && position > recordStart)) widths.push(cells);
  return widths;
}

const LF = 10;
const CR = 13;
const QUOTE = 34;
