import type { RootFile } from '../container/open-root-file.ts';
import type { Entry } from '../container/read-directory.ts';
import { Damage, show } from '../damage.ts';
import type { ObjectReader } from '../objects/object-reader.ts';
import { joinChunks, sliceChunk } from '../table/join-chunks.ts';
import type { Chunk, EventTable, TableColumn } from '../table/table.ts';
import { decodeEntries } from './decode-entries.ts';
import { type Branch, describeTree } from './describe-tree.ts';
import { readBasket } from './read-basket.ts';

export const TREE_CLASSES: ReadonlySet<string> = new Set(['TTree', 'TNtuple', 'TNtupleD']);

/** A TTree as a table. A branch of several leaves is several columns, `branch.leaf`. */
export async function readTree(file: RootFile, objects: ObjectReader, entry: Entry): Promise<EventTable> {
  const tree = describeTree(await objects.read(entry));
  return {
    path: entry.path,
    entries: tree.entries,
    columns: tree.branches.flatMap((branch) => columnsOf(file, branch)),
    unsupported: tree.unsupported,
  };
}

function columnsOf(file: RootFile, branch: Branch): TableColumn[] {
  const { layout, name } = branch;
  const read = makeBranchReader(file, branch);
  if (layout.shape !== 'fixed') {
    const isText = layout.shape === 'text';
    return [{ name, item: isText ? 'text' : layout.kind.item, isList: !isText, width: 1, read: (from, to) => read(0, 1, from, to) }];
  }
  return layout.leaves.map((leaf, index) => ({
    name: leaf.name === '' ? name : `${name}.${leaf.name}`,
    item: leaf.kind.item,
    isList: false,
    width: leaf.width,
    read: (from, to) => read(index, leaf.width, from, to),
  }));
}

/** Decodes a basket when one of its entries is asked for, and holds that one only. */
function makeBranchReader(file: RootFile, { name, layout, baskets }: Branch) {
  const what = `branch ${show(name)}`;
  let held: { readonly index: number; readonly chunks: Promise<Chunk[]> } | undefined;
  let last = 0;
  return async (leaf: number, width: number, from: number, to: number): Promise<Chunk> => {
    const chunks: Chunk[] = [];
    if (baskets[last] && baskets[last].from > from) last = 0;
    for (let index = last; index < baskets.length && baskets[index].from < to; index++) {
      const basket = baskets[index];
      if (basket.to <= from) continue;
      last = index;
      if (held?.index !== index) {
        const where = `${what}, entries ${basket.from} to ${basket.to}`;
        const chunks = readBasket(file.source, basket, where).then((read) => decodeEntries(read, layout, basket.to - basket.from, where));
        held = { index, chunks };
      }
      const whole = (await held.chunks)[leaf];
      chunks.push(sliceChunk(whole, Math.max(from, basket.from) - basket.from, Math.min(to, basket.to) - basket.from, width));
    }
    if (chunks.length === 0) throw new Damage(`${what}: no entries ${from} to ${to}`);
    return joinChunks(chunks);
  };
}
