import type { Batch } from '../../frame/batch.ts';
import { cellAt } from '../../frame/cell.ts';

/** A HXL tag with its attributes (hxlstandard.org, "Hashtag syntax"). */
const TAG = /^#[A-Za-z][\p{L}\p{N}_]*(?:\s*\+\s*[\p{L}\p{N}_]+)*$/u;

/** Whether the first row below the header holds HXL tags: each value that is there, and at least two. */
export function isTagRow(batch: Batch): boolean {
  if (batch.rows === 0) return false;
  const cells = batch.schema.map(({ name }) => cellAt(batch.column(name), 0)).filter((cell) => cell !== null && cell !== '');
  return cells.length >= 2 && cells.every((cell) => TAG.test(String(cell).trim()));
}
