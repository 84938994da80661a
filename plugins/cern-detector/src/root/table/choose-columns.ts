import { Damage, show } from '../damage.ts';
import { type Output, outputsOf } from './aggregates.ts';
import type { EventTable, TableColumn } from './table.ts';
import { toPattern } from './to-pattern.ts';

export interface Wishes {
  /** Names or patterns with `*` and `?`; all flat columns where there are none. */
  readonly branches?: readonly string[];
  /** Aggregates by name or pattern of the lists that they are for. */
  readonly aggregate: Readonly<Record<string, readonly string[]>>;
  readonly defaultAggregates: readonly string[];
  /** Columns that come first where the table has them. */
  readonly kept?: readonly string[];
  /** Whether a wish that nothing fulfils is none. */
  readonly isLenient?: boolean;
}

export interface Choice {
  readonly column: TableColumn;
  readonly outputs: readonly Output[];
}

/** The columns to read, in the order of the table, and what becomes of each. Throws Damage for a wish that cannot be fulfilled. */
export function chooseColumns(table: EventTable, wishes: Wishes): Choice[] {
  const named = [...(wishes.branches ?? []), ...Object.keys(wishes.aggregate)];
  const patterns = named.map((name) => ({ name, matches: toPattern(name) }));
  if (!wishes.isLenient) {
    for (const { name, matches } of patterns)
      if (!table.columns.some((column) => matches(column.name))) throw notThere(table, name, matches);
  }
  const aggregates = Object.entries(wishes.aggregate).map(([name, list]) => ({ matches: toPattern(name), list }));
  const kept = new Set(wishes.kept);
  const chosen = table.columns.filter((column) => {
    if (kept.has(column.name) || patterns.some(({ matches }) => matches(column.name))) return true;
    return wishes.branches === undefined && !column.isList;
  });
  const choices = chosen.map((column) => ({
    column,
    outputs: outputsOf(column, aggregates.find(({ matches }) => matches(column.name))?.list ?? wishes.defaultAggregates),
  }));
  const seen = new Set<string>();
  for (const { name } of choices.flatMap(({ outputs }) => outputs)) {
    if (seen.has(name))
      throw new Damage(`two columns would be called ${show(name)}`, { kind: 'missing', hint: 'name the branches to read' });
    seen.add(name);
  }
  if (seen.size === 0) {
    throw new Damage(`${show(table.path)} has no flat branches to read: ${table.columns.length} are lists`, {
      kind: 'missing',
      hint: 'name lists in `branches`: they are read as aggregates',
    });
  }
  return choices;
}

function notThere(table: EventTable, name: string, matches: (name: string) => boolean): Damage {
  const [unsupported] = [...table.unsupported].filter(([other]) => matches(other));
  if (unsupported)
    return new Damage(`branch ${show(unsupported[0])}: ${unsupported[1]}`, { kind: 'unsupported', hint: 'leave it out of `branches`' });
  const names = table.columns.map((column) => column.name);
  const stem = name.toLowerCase().replace(/[^a-z0-9].*$/, '');
  const near = stem === '' ? [] : names.filter((other) => other.toLowerCase().startsWith(stem));
  const shown = (near.length > 0 ? near : names).slice(0, 8).join(', ');
  return new Damage(
    `expected a branch ${show(name)} in ${show(table.path)}, got ${names.length} branches: ${shown}${names.length > 8 ? ', …' : ''}`,
    {
      kind: 'missing',
      hint: 'check the spelling, and `tree`',
    },
  );
}
