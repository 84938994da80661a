import type { Batch } from '../../frame/batch.ts';
import { isIdName } from '../guess/read-name.ts';
import { type CellHashes, combineHashes, hashCells, toNumbers } from './hash-cells.ts';

/** Rows of the first batch that combinations are tried on. */
const TRIED_ROWS = 20_000;
const MOST_COLUMNS = 5;
const MOST_TRIED = 24;
/** In fewer rows than this several columns together are unique by chance. */
const LEAST_ROWS = 100;
/** Longer texts on average are no part of a key. */
const LONGEST = 40;

/** Looks for columns that name a row: candidates come from the first batch, the others refute them. */
export class KeySearch {
  #candidates?: { columns: readonly string[]; parts: Float64Array[] }[];

  add(batch: Batch): void {
    if (batch.rows === 0) return;
    this.#candidates ??= findCandidates(batch).map((columns) => ({ columns, parts: [] }));
    this.#candidates = this.#candidates.filter(({ columns, parts }) => {
      if (columns.some((name) => holdsNull(batch, name))) return false;
      parts.push(hashesOf(batch, columns));
      return true;
    });
  }

  finish(): (readonly string[])[] {
    return (this.#candidates ?? []).filter(({ parts }) => isUnique(join(parts))).map(({ columns }) => columns);
  }
}

function findCandidates(batch: Batch): string[][] {
  const fit = batch.schema.filter(({ name, type }) => type !== 'number' && type !== 'boolean' && !holdsNull(batch, name));
  const singles = fit.filter(({ name }) => isUnique(hashesOf(batch, [name]))).map(({ name }) => name);
  const ordered = [...singles.filter(isIdName), ...singles.filter((name) => !isIdName(name))];
  if (singles.some(isIdName) || batch.rows < LEAST_ROWS) return ordered.map((name) => [name]);
  const together = combine(
    batch,
    fit.map(({ name }) => name).filter((name) => !singles.includes(name) && !isLongText(batch, name)),
  );
  return [...ordered.map((name) => [name]), ...(together ? [together] : [])];
}

/** Greedily, the column that tells most rows apart each time, beginning with one that is called an id. */
function combine(batch: Batch, names: readonly string[]): string[] | undefined {
  const rows = Math.min(batch.rows, TRIED_ROWS);
  const mask = new Uint8Array(batch.rows).fill(1, 0, rows);
  const part = rows === batch.rows ? batch : batch.select(mask);
  const hashes = new Map(names.map((name) => [name, hashCells(part, name)] as const));
  const countOf = (columns: readonly string[]) =>
    new Set(toNumbers(combineHashes(columns.map((name) => hashes.get(name) as CellHashes)))).size;
  const tried = names
    .map((name) => ({ name, count: countOf([name]) }))
    .filter(({ count }) => count > 1)
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_TRIED);
  const start = tried.find(({ name }) => isIdName(name)) ?? tried[0];
  if (!start) return undefined;
  let chosen = [start.name];
  let count = start.count;
  while (count < rows && chosen.length < MOST_COLUMNS) {
    const best = tried
      .filter(({ name }) => !chosen.includes(name))
      .map(({ name }) => ({ name, count: countOf([...chosen, name]) }))
      .sort((a, b) => b.count - a.count)[0];
    if (!best || best.count <= count) return undefined;
    chosen.push(best.name);
    ({ count } = best);
  }
  if (count < rows) return undefined;
  for (const name of [...chosen]) {
    const without = chosen.filter((other) => other !== name);
    if (without.length > 0 && countOf(without) === rows) chosen = without;
  }
  const order = batch.schema.map(({ name }) => name);
  return chosen.length > 1 ? chosen.sort((a, b) => order.indexOf(a) - order.indexOf(b)) : undefined;
}

function hashesOf(batch: Batch, columns: readonly string[]): Float64Array {
  return toNumbers(combineHashes(columns.map((name) => hashCells(batch, name))));
}

function holdsNull(batch: Batch, name: string): boolean {
  return batch.column(name).valid?.includes(0) ?? false;
}

function isLongText(batch: Batch, name: string): boolean {
  const column = batch.column(name);
  if (column.type !== 'text') return false;
  const length = column.dictionary.reduce((sum, text) => sum + text.length, 0);
  return length / Math.max(1, column.dictionary.length) > LONGEST;
}

function isUnique(hashes: Float64Array): boolean {
  const sorted = hashes.slice().sort();
  for (let index = 1; index < sorted.length; index++) if (sorted[index] === sorted[index - 1]) return false;
  return true;
}

function join(parts: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
