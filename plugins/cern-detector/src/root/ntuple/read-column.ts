import type { ByteSource } from '../bytes/byte-source.ts';
import { Damage } from '../damage.ts';
import { LIMITS } from '../limits.ts';
import type { Values } from '../table/table.ts';
import { hashXxh3 } from '../unzip/checksums.ts';
import { unzip } from '../unzip/unzip.ts';
import { decodePage, pageBytes } from './decode-page.ts';
import { encodingOf } from './encodings.ts';
import type { Cluster, Page } from './read-page-list.ts';
import type { Column } from './read-schema.ts';

/** The elements of a column in a cluster. `expected`: how many there must be; zeros stand for those of a deferred column. */
export async function readColumn(source: ByteSource, column: Column, cluster: Cluster, expected: number, what: string): Promise<Values> {
  const encoding = encodingOf(column.type);
  const pages = cluster.columns[column.id] ?? [];
  const present = pages.reduce((sum, { elements }) => sum + elements, 0);
  const missing = expected - present;
  if (missing < 0 || (missing > 0 && missing > column.deferred)) {
    throw new Damage(`${what}: expected ${expected} elements in a cluster, got ${present}`);
  }
  const width = Math.max(encoding.bytes, 1);
  if (expected * width > LIMITS.clusterColumnBytes) {
    throw new Damage(`${what}: ${expected} elements in a cluster, at most ${LIMITS.clusterColumnBytes / width} are read`);
  }
  const decoded: Values[] = [];
  for (const [index, page] of pages.entries()) {
    const { elements } = page;
    const length = pageBytes(encoding, elements);
    if (length > LIMITS.basketBytes) throw new Damage(`${what}: a page of ${length} bytes, at most ${LIMITS.basketBytes} are read`);
    const place = `${what}: page ${index} of the cluster at entry ${cluster.first}`;
    decoded.push(decodePage(unzip(await readPage(source, page, place), length, place), encoding, elements));
  }
  if (decoded.length === 1 && missing === 0) return decoded[0];
  const values = encoding.wrap(new ArrayBuffer(expected * width)) as Float64Array;
  let at = missing;
  for (const page of decoded as Float64Array[]) {
    values.set(page, at);
    at += page.length;
  }
  return values;
}

/** The bytes of a page in the file, which its checksum must be of. */
async function readPage(source: ByteSource, { offset, bytes, hasChecksum }: Page, place: string): Promise<Uint8Array> {
  if (!hasChecksum) return source.read(offset, bytes);
  const whole = await source.read(offset, bytes + 8);
  const packed = whole.subarray(0, bytes);
  const declared = Buffer.from(whole.buffer, whole.byteOffset + bytes, 8).readBigUInt64LE();
  if (declared !== hashXxh3(packed)) throw new Damage(`${place}: its checksum is another: some of its bytes changed`);
  return packed;
}

/** Where each entry's items end, counted from the start of the cluster; they never go back. */
export async function readEnds(source: ByteSource, column: Column, cluster: Cluster, entries: number, what: string): Promise<Uint32Array> {
  const values = await readColumn(source, column, cluster, entries, what);
  const ends = new Uint32Array(entries);
  let before = 0;
  for (let index = 0; index < entries; index++) {
    const end = Number(values[index]);
    if (end < before || end > 0xffffffff)
      throw new Damage(`${what}: entry ${index} of a cluster ends at ${end}, the one before at ${before}`);
    ends[index] = end;
    before = end;
  }
  return ends;
}
