import type { SoundRun } from '../../artifacts/verify-run.ts';
import type { TopAnomaly } from '../../snapshot/inference-metrics.ts';
import { claimsOf } from '../view/claims.ts';
import type { ComparedAnomalies } from './comparison.ts';

/** The highest-ranked rows of both runs by their keys. What lies below the rows that a run keeps is not compared. */
export function compareAnomalies(run: SoundRun, other: SoundRun): ComparedAnomalies {
  const [here, there] = [run, other].map((of) => (of.system.trust.level === 'withheld' ? [] : of.metrics.top));
  const [columns, columnsThere] = [here, there].map(listKeyColumns);
  const listed = { run: here.length, with: there.length };
  const nothing = (why_not: string): ComparedAnomalies => ({ key_columns: [], listed, why_not, both: [], only_run: [], only_with: [] });
  const isSameInput = run.manifest.identity.input_digest === other.manifest.identity.input_digest;
  for (const [side, rows, name] of [
    [run, here, 'This run'],
    [other, there, 'The other run'],
  ] as const)
    if (rows.length === 0) return nothing(`${name} has no anomalies to compare: it is ${side.system.trust.level}.`);
  if (columns.join('\n') !== columnsThere.join('\n'))
    return nothing(`The rows have different key columns (${columns.join(', ')} and ${columnsThere.join(', ')}): none can be found again.`);
  const isPlace = columns.length === 0 || (columns.length === 1 && columns[0] === 'row');
  if (isPlace && !isSameInput) return nothing('The rows have no key columns, and the place of a row says nothing in other data.');

  const placesThere = indexRows(there);
  const found = new Set<TopAnomaly>();
  const [place, placeThere] = [placeBy(run), placeBy(other)];
  const both: ComparedAnomalies['both'] = [];
  const only: TopAnomaly[] = [];
  for (const [name, row] of indexRows(here)) {
    const match = placesThere.get(name);
    if (match === undefined) only.push(row);
    else {
      found.add(match);
      both.push({ key: row.key, run: place(row), with: placeThere(match) });
    }
  }
  const describe = (rows: readonly TopAnomaly[], placeOf: typeof place) =>
    rows.map((row) => ({ key: row.key, ...placeOf(row), reason: row.reasons[0]?.text ?? null }));
  return {
    key_columns: columns,
    listed,
    why_not: null,
    both,
    only_run: describe(only, place),
    only_with: describe(
      there.filter((row) => !found.has(row)),
      placeThere,
    ),
  };
}

function listKeyColumns(rows: readonly TopAnomaly[]): string[] {
  return [...new Set(rows.flatMap(({ key }) => Object.keys(key)))].sort();
}

/** By key; the second row of one key is told apart from the first by its turn. */
function indexRows(rows: readonly TopAnomaly[]): Map<string, TopAnomaly> {
  const index = new Map<string, TopAnomaly>();
  for (const row of rows) {
    const name = JSON.stringify(Object.entries(row.key).sort(([a], [b]) => (a < b ? -1 : 1)));
    let turn = 0;
    while (index.has(`${name} ${turn}`)) turn += 1;
    index.set(`${name} ${turn}`, row);
  }
  return index;
}

function placeBy({ system: { trust } }: SoundRun) {
  const claims = claimsOf(trust);
  return ({ rank, score, p_value }: TopAnomaly) => ({ rank, score, p_value: claims.p_value ? p_value : null });
}
