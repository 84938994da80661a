import type { ByteSource } from '../bytes/byte-source.ts';
import type { LittleEndian } from '../bytes/little-endian.ts';
import { Damage } from '../damage.ts';
import { LIMITS } from '../limits.ts';
import { type Locator, parseLocator, readEnvelope } from './read-envelope.ts';

export interface Page extends Locator {
  readonly elements: number;
  /** Whether the XXH3 of its bytes in the file follows them. */
  readonly hasChecksum: boolean;
}

/** The pages of one column in one cluster; absent where another representation of its field is stored. */
export type ColumnPages = readonly Page[] | undefined;

/** Entries [first, first + entries) and their pages by the columns' ids. */
export interface Cluster {
  readonly first: number;
  readonly entries: number;
  readonly columns: readonly ColumnPages[];
}

export interface ClusterGroup {
  readonly place: Locator;
  readonly length: number;
  readonly clusters: number;
}

const WHAT = 'the page list';

/** The clusters of a cluster group, which `headerChecksum` must name as its own. */
export async function readPageList(source: ByteSource, group: ClusterGroup, headerChecksum: bigint): Promise<Cluster[]> {
  const { body } = await readEnvelope(source, group.place, group.length, 3, WHAT);
  if (body.u64() !== headerChecksum) throw new Damage(`${WHAT}: belongs to another header`);
  const summaries: { first: number; entries: number }[] = [];
  const list = body.list(8);
  if (list.items !== group.clusters) throw new Damage(`${WHAT}: expected ${group.clusters} clusters, got ${list.items}`);
  for (let index = 0; index < list.items; index++) {
    const record = body.record();
    const first = body.count();
    const word = body.u64();
    if (word >> 56n !== 0n) throw new Damage(`${WHAT}: cluster ${index} is sharded`, { kind: 'unsupported' });
    body.leave(record);
    summaries.push({ first, entries: Number(word & 0xffffffffffffffn) });
  }
  body.leave(list);
  const clusters = body.list(12);
  if (clusters.items !== summaries.length)
    throw new Damage(`${WHAT}: expected pages of ${summaries.length} clusters, got ${clusters.items}`);
  let pages = 0;
  const found: Cluster[] = summaries.map((summary) => {
    const columns = body.list(12);
    const read: ColumnPages[] = [];
    for (let column = 0; column < columns.items; column++) {
      const one = readColumn(body);
      pages += one?.length ?? 0;
      if (pages > LIMITS.pages) throw new Damage(`${WHAT}: more than ${LIMITS.pages} pages`);
      read.push(one);
    }
    body.leave(columns);
    return { ...summary, columns: read };
  });
  body.leave(clusters);
  return found;
}

function readColumn(body: LittleEndian): ColumnPages {
  const list = body.list(12);
  const pages: Page[] = [];
  for (let index = 0; index < list.items; index++) {
    // Negative: a checksum follows the page.
    const elements = body.i32();
    pages.push({ elements: Math.abs(elements), hasChecksum: elements < 0, ...parseLocator(body, WHAT) });
  }
  const isSuppressed = body.i64() < 0n;
  body.leave(list);
  return isSuppressed ? undefined : pages;
}
