import { CONTROLS } from '../schema/escape-controls.ts';

/** Data on one line, of a bounded length, without signs that would turn it into something else on the way. */
export function clip(text: string, most: number): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll(CONTROLS, '').trim();
  if (line.length <= most) return line;
  return `${line
    .slice(0, most - 1)
    .toWellFormed()
    .replace(/\ufffd$/, '')}…`;
}
