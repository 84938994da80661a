import type { RootFile } from '../container/open-root-file.ts';
import type { Entry } from '../container/read-directory.ts';
import { Damage, show } from '../damage.ts';
import { joinChunks, sliceChunk } from '../table/join-chunks.ts';
import type { Chunk, EventTable, TableColumn, Values } from '../table/table.ts';
import { describeNtuple, type NtupleDescription } from './describe-ntuple.ts';
import { type FieldPlan, planField, type Representations } from './plan-field.ts';
import { readColumn, readEnds } from './read-column.ts';
import type { Cluster } from './read-page-list.ts';
import type { Column, Field } from './read-schema.ts';

export const NTUPLE_CLASS = 'ROOT::RNTuple';

/** An RNTuple as a table. Fields that only hold what others project (`_collection0`) are left out. */
export async function readNtuple(file: RootFile, entry: Entry): Promise<EventTable> {
  const ntuple = await describeNtuple(file, entry);
  const { fields } = ntuple.schema;
  const children = new Map<number, Field[]>();
  for (const field of fields) {
    if (field.parent === field.id) continue;
    const others = children.get(field.parent);
    if (others) others.push(field);
    else children.set(field.parent, [field]);
  }
  const projected = new Set(fields.flatMap(({ projects }) => (projects === undefined ? [] : [topOf(fields, projects)])));
  const unsupported = new Map<string, string>();
  const columns: TableColumn[] = [];
  for (const field of fields) {
    if (field.parent !== field.id || projected.has(field.id)) continue;
    try {
      columns.push(...planField(ntuple.schema, children, field).map((plan) => toColumn(file, ntuple, plan)));
    } catch (error) {
      if (!(error instanceof Damage) || error.kind !== 'unsupported') throw error;
      unsupported.set(field.name, error.message);
    }
  }
  return { path: entry.path, entries: ntuple.entries, columns, unsupported };
}

function topOf(fields: readonly Field[], id: number): number {
  let at = id;
  // Parents stand before their children, so that this ends.
  while (fields[at] && fields[at].parent !== at) at = fields[at].parent;
  return at;
}

function toColumn(file: RootFile, { clusters }: NtupleDescription, plan: FieldPlan): TableColumn {
  const what = `field ${show(plan.name)}`;
  let held: { readonly cluster: Cluster; readonly chunk: Promise<Chunk> } | undefined;
  return {
    name: plan.name,
    item: plan.item,
    isList: plan.ends !== undefined,
    width: plan.width,
    async read(from, to) {
      const chunks: Chunk[] = [];
      for (const cluster of clusters) {
        const end = cluster.first + cluster.entries;
        if (end <= from) continue;
        if (cluster.first >= to) break;
        if (held?.cluster !== cluster) held = { cluster, chunk: readCluster(file, cluster, plan, what) };
        chunks.push(
          sliceChunk(await held.chunk, Math.max(from, cluster.first) - cluster.first, Math.min(to, end) - cluster.first, plan.width),
        );
      }
      if (chunks.length === 0) throw new Damage(`${what}: no entries ${from} to ${to}`);
      return joinChunks(chunks);
    },
  };
}

async function readCluster({ source }: RootFile, cluster: Cluster, plan: FieldPlan, what: string): Promise<Chunk> {
  const [first, second] = storedIn(cluster, plan.values, what);
  switch (plan.kind) {
    case 'texts': {
      const ends = await readEnds(source, first, cluster, cluster.entries, what);
      const characters = (await readColumn(source, second, cluster, ends.at(-1) ?? 0, what)) as Uint8Array;
      return { values: toTexts(characters, ends) };
    }
    case 'counts': {
      const ends = await readEnds(source, first, cluster, cluster.entries, what);
      return { values: ends.map((end, index) => end - (index === 0 ? 0 : ends[index - 1])) };
    }
    case 'values': {
      if (!plan.ends) return { values: await readColumn(source, first, cluster, cluster.entries * plan.width, what) };
      const ends = await readEnds(source, storedIn(cluster, plan.ends, what)[0], cluster, cluster.entries, what);
      return { ends, values: await readColumn(source, first, cluster, ends.at(-1) ?? 0, what) };
    }
  }
}

/** The representation that has pages in a cluster; that of a column added later has none in those before. */
function storedIn(cluster: Cluster, representations: Representations, what: string): readonly Column[] {
  const stored = representations.find((columns) => columns.every(({ id }) => cluster.columns[id] !== undefined));
  if (stored) return stored;
  const [late] = representations;
  if (late.every(({ id }) => id >= cluster.columns.length)) return late;
  throw new Damage(`${what}: has no pages in the cluster at entry ${cluster.first}`);
}

function toTexts(characters: Uint8Array, ends: Uint32Array): Values {
  const bytes = Buffer.from(characters.buffer, characters.byteOffset, characters.byteLength);
  const texts: string[] = [];
  let from = 0;
  for (const end of ends) {
    texts.push(bytes.toString('utf8', from, end));
    from = end;
  }
  return texts;
}
