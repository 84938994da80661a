import type { TopAnomaly } from '../../snapshot/inference-metrics.ts';
import type { Selection } from './selection.ts';

export interface SelectedAnomalies {
  /** All rows that match, in order: limit and offset are not applied. */
  readonly matching: readonly TopAnomaly[];
  /** The columns of the key, of all rows given. */
  readonly keys: readonly string[];
  /** What the rows are ordered by. */
  readonly sort: SortColumn;
  readonly order: 'asc' | 'desc';
  /** A `sort` that the rows have no column for: they are ordered by rank instead. */
  readonly unknownSort: string | null;
}

export type SortColumn = { readonly by: 'rank' | 'score' | 'p_value' } | { readonly by: 'key'; readonly name: string };

const FIXED = ['rank', 'score', 'p_value'] as const;
/** The first order that one asks for: the worst first. */
const FIRST_ORDER = { rank: 'asc', score: 'desc', p_value: 'asc', key: 'asc' } as const;
/** The same on every machine, and F2 before F10. */
const COLLATOR = new Intl.Collator('en', { numeric: true });

/** Filters and orders rows. `hasP`: without it p-values count as unknown. Ties, and rows without a value, keep the order of the ranks. */
export function selectAnomalies(
  rows: readonly TopAnomaly[],
  selection: Omit<Selection, 'limit' | 'offset'>,
  { hasP }: { hasP: boolean },
): SelectedAnomalies {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row.key)))];
  const found = selection.sort === null ? { by: 'rank' as const } : findColumn(selection.sort, keys);
  const sort: SortColumn = found ?? { by: 'rank' };
  const order = found === undefined ? 'asc' : (selection.order ?? FIRST_ORDER[sort.by]);
  const kept = rows.filter(matcherOf(selection));
  const cellOf = (row: TopAnomaly) => {
    if (sort.by === 'key') return Object.hasOwn(row.key, sort.name) ? row.key[sort.name] : null;
    return sort.by === 'p_value' && !hasP ? null : row[sort.by];
  };
  const direction = order === 'asc' ? 1 : -1;
  const matching = kept
    .map((row) => ({ row, value: cellOf(row) }))
    .sort((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null) || a.row.rank - b.row.rank;
      return direction * compareCells(a.value, b.value) || a.row.rank - b.row.rank;
    })
    .map(({ row }) => row);
  return { matching, keys, sort, order, unknownSort: found === undefined && rows.length > 0 ? selection.sort : null };
}

/** How a query spells a column: with a prefix where its name alone would mean another. */
export function spellSort(sort: SortColumn): string {
  if (sort.by !== 'key') return sort.by;
  const isPlain = !FIXED.some((name) => name === sort.name) && !sort.name.startsWith('key:');
  return isPlain ? sort.name : `key:${sort.name}`;
}

function findColumn(asked: string, keys: readonly string[]): SortColumn | undefined {
  const by = FIXED.find((name) => name === asked);
  if (by) return { by };
  const name = keys.find((key) => key === asked) ?? keys.find((key) => `key:${key}` === asked);
  return name === undefined ? undefined : { by: 'key', name };
}

function matcherOf({ filter, reason, min_score: least, flagged }: Omit<Selection, 'limit' | 'offset'>): (row: TopAnomaly) => boolean {
  const wanted = filter?.toLowerCase();
  return (row) =>
    (least === null || row.score >= least) &&
    (flagged === null || row.is_anomaly === (flagged === 'true')) &&
    (reason === null || row.reasons.some(({ feature }) => feature === reason)) &&
    (wanted === undefined || holdsText(row, wanted));
}

function holdsText({ key, values, reasons }: TopAnomaly, wanted: string): boolean {
  const holds = (cell: unknown) => cell !== null && String(cell).toLowerCase().includes(wanted);
  return Object.values(key).some(holds) || Object.values(values).some(holds) || reasons.some(({ text }) => holds(text));
}

const TYPES = ['number', 'string', 'boolean'];

function compareCells(a: string | number | boolean, b: string | number | boolean): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'string' && typeof b === 'string') return COLLATOR.compare(a, b);
  return TYPES.indexOf(typeof a) - TYPES.indexOf(typeof b) || Number(a) - Number(b);
}
