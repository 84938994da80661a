import { cut, type Glyph, type Line, paint, toGlyphs, toSpans, widthOf, wrap } from './glyphs.ts';
import type { Screen } from './screen.ts';

/** A column of a table. Too wide a table drops columns, then cuts cells, and is at last laid out with some lines a row. */
export interface Column {
  /** For the line that names what was dropped. */
  readonly name: string;
  /** Never cut: ids and verdicts. */
  readonly keep?: true;
  readonly align?: 'right';
  /** The highest goes first; without, the column stays. */
  readonly drop?: number;
  /** Cut to no less. */
  readonly least?: number;
}

const GAP = 2;
const LEAST_CELL = 16;

/** One line, or as many as the screen needs; later ones are indented. */
export function layOutLine(line: Line, screen: Screen, indent = 2): string[] {
  if (screen.columns === undefined) return [paint(toSpans(line, screen), screen)];
  return wrap(toGlyphs(line, screen), screen.columns, indent).map((part) => paint(part, screen));
}

/** A label and its value a row: what does not fit beside the label goes on below itself. */
export function layOutPairs(pairs: readonly (readonly [label: string, value: Line])[], screen: Screen): string[] {
  const labels = pairs.map(([label]) => toGlyphs(label, screen));
  const beside = Math.max(...labels.map(widthOf)) + GAP;
  return pairs.flatMap(([, value], row) => {
    const label = pad(labels[row], beside);
    if (screen.columns === undefined) return [paint([...label, ...toSpans(value, screen)], screen)];
    // What is listed below a value, `- …`, goes on behind its dash.
    const indent = beside + (textOf(value).startsWith('- ') ? 2 : 0);
    return wrap([...label, ...toGlyphs(value, screen)], screen.columns, indent).map((part) => paint(part, screen));
  });
}

/** Rows in columns, two spaces apart; the names of the columns above them, where a cell does not say what it is. */
export function layOutTable(
  rows: readonly (readonly Line[])[],
  columns: readonly Column[],
  screen: Screen,
  { head = false }: { head?: boolean } = {},
): string[] {
  const names: Line[][] = head ? [columns.map(({ name }) => [{ text: name, style: 'dim' }])] : [];
  const cells = [...names, ...rows].map((row) => row.map((cell) => toGlyphs(cell, screen)));
  const natural = columns.map((_, at) => Math.max(0, ...cells.map((row) => widthOf(row[at] ?? []))));
  const fit = fitWidths(natural, columns, screen.columns);
  if (fit === undefined) return cells.slice(names.length).flatMap((row) => stack(row, columns, screen, cells[0], head));
  const lines = cells.map((row) => {
    const shown = fit.flatMap((width, at) => (width > 0 ? [place(row[at] ?? [], width, columns[at])] : []));
    return paint(
      shown.flatMap((cell, at) => (at === 0 ? cell : [...pad([], GAP), ...cell])),
      screen,
    );
  });
  const dropped = columns.filter((_, at) => fit[at] === 0 && natural[at] > 0).map(({ name }) => name);
  if (dropped.length > 0) lines.push(...layOutLine([{ text: `too narrow for: ${dropped.join(', ')}`, style: 'dim' }], screen));
  return lines;
}

/** The width of each column, 0 for one that is not shown; undefined where there is no room for a table. */
function fitWidths(natural: readonly number[], columns: readonly Column[], room: number | undefined): number[] | undefined {
  const widths = [...natural];
  if (room === undefined) return widths;
  const floors = natural.map((width, at) => (columns[at].keep ? width : Math.min(width, columns[at].least ?? LEAST_CELL)));
  const total = (of: readonly number[]) => of.reduce((sum, width) => sum + (width > 0 ? width + GAP : 0), -GAP);
  const droppable = columns.flatMap(({ drop }, at) => (drop === undefined ? [] : [{ at, drop }])).sort((a, b) => a.drop - b.drop);
  while (total(floors) > room) {
    const last = droppable.pop();
    if (last === undefined) return undefined;
    widths[last.at] = 0;
    floors[last.at] = 0;
  }
  while (total(widths) > room) {
    // The widest gives way; of two, the one further right.
    let widest = -1;
    for (const [at, width] of widths.entries()) if (width > floors[at] && width >= (widths[widest] ?? 0)) widest = at;
    widths[widest]--;
  }
  return widths;
}

/** What must not be cut on a line of its own, the rest below it. */
function stack(row: readonly Glyph[][], columns: readonly Column[], screen: Screen, names: readonly Glyph[][], head: boolean): string[] {
  const room = screen.columns as number;
  const join = (cells: readonly Glyph[][]) => cells.flatMap((cell, at) => (at === 0 ? cell : [...pad([], GAP), ...cell]));
  const there = row.flatMap((value, at) => {
    const { keep } = columns[at];
    const cell = head && !keep ? [...pad(names[at], widthOf(names[at]) + 1), ...value] : value;
    return value.length > 0 ? [{ cell, keep }] : [];
  });
  const lines = wrap(join(there.filter(({ keep }) => keep).map(({ cell }) => cell)), room, GAP);
  let line: Glyph[][] = [];
  const flush = () => {
    if (line.length > 0) lines.push(...wrap([...pad([], GAP), ...join(line)], room, GAP));
    line = [];
  };
  for (const { cell } of there.filter(({ keep }) => !keep)) {
    if (GAP + widthOf(join([...line, cell])) > room) flush();
    line.push(cell);
  }
  flush();
  return lines.map((part) => paint(part, screen));
}

function place(cell: readonly Glyph[], width: number, { align }: Column): Glyph[] {
  const shown = cut(cell, width);
  return align === 'right' ? [...pad([], width - widthOf(shown)), ...shown] : pad(shown, width);
}

function pad(glyphs: readonly Glyph[], columns: number): Glyph[] {
  return [...glyphs, ...Array.from({ length: Math.max(0, columns - widthOf(glyphs)) }, () => ({ text: ' ', width: 1 }))];
}

function textOf(line: Line): string {
  return typeof line === 'string' ? line : line.map((span) => (typeof span === 'string' ? span : span.text)).join('');
}
