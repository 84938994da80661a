import { type KeyCell, type LabelSet, labelKey } from './read-labels.ts';

const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d{1,3})?\s*$/i;

/**
 * Finds the label of a row: by the text of its key, or where a column holds numbers by what the label's cell comes to (`2732.0` is
 * 2732, as other tools write integers). In a column of text `007` stays another key than `7`.
 */
export function matchLabels({ verdicts }: Pick<LabelSet, 'verdicts'>): (cells: readonly KeyCell[]) => string | undefined {
  /** Labels that are written otherwise than what they may come to, by that. */
  const otherwise = new Map<string, string[][]>();
  for (const text of verdicts.keys()) {
    const cells = JSON.parse(text) as string[];
    const key = JSON.stringify(cells.map(plainNumber));
    if (key !== text) otherwise.set(key, [...(otherwise.get(key) ?? []), cells]);
  }
  return (cells) => {
    const text = labelKey(cells);
    if (verdicts.has(text) || otherwise.size === 0) return verdicts.has(text) ? text : undefined;
    const texts = JSON.parse(text) as string[];
    const candidates = otherwise.get(JSON.stringify(texts.map(plainNumber)));
    const found = candidates?.findLast((label) => label.every((cell, at) => typeof cells[at] === 'number' || cell === texts[at]));
    return found && JSON.stringify(found);
  };
}

/** As JavaScript writes it; beyond the safe integers two of them would become one. */
function plainNumber(cell: string): string {
  if (!NUMBER.test(cell)) return cell;
  const value = Number(cell);
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER ? String(value) : cell;
}
