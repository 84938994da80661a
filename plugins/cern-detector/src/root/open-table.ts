import type { RootFile } from './container/open-root-file.ts';
import type { Entry } from './container/read-directory.ts';
import { Damage, show } from './damage.ts';
import { NTUPLE_CLASS, readNtuple } from './ntuple/read-ntuple.ts';
import { ObjectReader } from './objects/object-reader.ts';
import type { EventTable } from './table/table.ts';
import { readTree, TREE_CLASSES } from './tree/read-tree.ts';

/** The tree or RNTuple of a name; the only one of the file where none is given. Throws Damage with those that there are. */
export async function openTable(file: RootFile, name: string | undefined): Promise<EventTable> {
  const tables = file.entries.filter(({ key }) => key.className === NTUPLE_CLASS || TREE_CLASSES.has(key.className));
  const entry = name === undefined ? onlyOf(tables) : findTable(tables, name);
  if (entry.key.className === NTUPLE_CLASS) return readNtuple(file, entry);
  return readTree(file, new ObjectReader(file), entry);
}

/** `dir/t`, or `dir/t;3` for its third cycle; the newest by default. */
export function findTable(tables: readonly Entry[], name: string): Entry {
  const [, path, cycle] = /^\/*(.*?)(?:;(\d+))?$/s.exec(name) ?? [];
  const entry = tables.find((table) => table.path === path);
  if (!entry)
    throw new Damage(`expected a tree ${show(name)}, got ${listTables(tables)}`, { kind: 'missing', hint: 'name one of them as `tree`' });
  if (cycle === undefined) return entry;
  const keys = [entry.key, ...(entry.older ?? [])];
  const key = keys.find((one) => one.cycle === Number(cycle) && one.className === entry.key.className);
  if (key) return { path, key };
  throw new Damage(`expected cycle ${cycle} of the tree ${show(path)}, got ${keys.map((one) => one.cycle).join(', ')}`, {
    kind: 'missing',
    hint: 'name a cycle that the file holds, or leave it out for the newest',
  });
}

function onlyOf(tables: readonly Entry[]): Entry {
  if (tables.length === 1) return tables[0];
  throw new Damage(`expected one tree, got ${listTables(tables)}`, {
    kind: 'missing',
    hint: tables.length === 0 ? 'histograms are read by the loader root-histograms' : 'name one of them as `tree`',
  });
}

function listTables(tables: readonly Entry[]): string {
  if (tables.length === 0) return 'a file without trees';
  return `${tables.length}: ${tables
    .slice(0, 8)
    .map(({ path }) => path)
    .join(', ')}${tables.length > 8 ? ', …' : ''}`;
}
