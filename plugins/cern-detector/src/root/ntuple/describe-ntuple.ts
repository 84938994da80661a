import { BigEndian } from '../bytes/big-endian.ts';
import type { RootFile } from '../container/open-root-file.ts';
import type { Entry } from '../container/read-directory.ts';
import { readObjectBytes } from '../container/read-key.ts';
import { Damage, show } from '../damage.ts';
import { LIMITS } from '../limits.ts';
import { parseLocator, readEnvelope, refuseFeatures } from './read-envelope.ts';
import { type Cluster, type ClusterGroup, readPageList } from './read-page-list.ts';
import { readSchema, type Schema } from './read-schema.ts';

export interface NtupleDescription {
  readonly schema: Schema;
  readonly clusters: readonly Cluster[];
  readonly entries: number;
}

/** Reads anchor, header, footer and page lists (RNTuple binary format 1.0: tree/ntuple/doc/BinaryFormatSpecification.md). */
export async function describeNtuple(file: RootFile, { path, key }: Entry): Promise<NtupleDescription> {
  const what = `RNTuple ${show(path)}`;
  const anchor = new BigEndian(await readObjectBytes(file.source, key, what), `the anchor of ${what}`);
  anchor.skip(6);
  const [epoch, major, minor] = [anchor.u16(), anchor.u16(), anchor.u16()];
  anchor.skip(2);
  if (epoch !== 1) {
    throw new Damage(`${what}: expected version 1 of the format, got ${epoch}.${major}.${minor}`, {
      kind: 'unsupported',
      hint: 'files from before the format was fixed are read by the ROOT version that wrote them: copy them with it',
    });
  }
  const places = Array.from({ length: 6 }, () => anchor.place());
  const header = await readEnvelope(file.source, { offset: places[0], bytes: places[1] }, places[2], 1, `the header of ${what}`);
  const schema: Schema = { fields: [], columns: [], aliases: new Map() };
  refuseFeatures(header.body, what);
  for (let texts = 0; texts < 3; texts++) header.body.text();
  readSchema(header.body, schema, `the header of ${what}`);

  const footer = await readEnvelope(file.source, { offset: places[3], bytes: places[4] }, places[5], 2, `the footer of ${what}`);
  refuseFeatures(footer.body, what);
  if (footer.body.u64() !== header.checksum) throw new Damage(`${what}: its footer belongs to another header`);
  const extension = footer.body.record();
  readSchema(footer.body, schema, `the footer of ${what}`);
  footer.body.leave(extension);

  const clusters: Cluster[] = [];
  for (const group of readGroups(footer.body, what)) clusters.push(...(await readPageList(file.source, group, header.checksum)));
  if (clusters.length > LIMITS.clusters) throw new Damage(`${what}: more than ${LIMITS.clusters} clusters`);
  clusters.sort((one, other) => one.first - other.first);
  let entries = 0;
  for (const { first, entries: count } of clusters) {
    if (first !== entries) throw new Damage(`${what}: expected a cluster at entry ${entries}, got one at ${first}`);
    entries += count;
  }
  if (!Number.isSafeInteger(entries)) throw new Damage(`${what}: declares ${entries} entries`);
  return { schema, clusters, entries };
}

function readGroups(body: Awaited<ReturnType<typeof readEnvelope>>['body'], what: string): ClusterGroup[] {
  const list = body.list(8);
  return Array.from({ length: list.items }, () => {
    const record = body.record();
    body.skip(16);
    const clusters = body.u32();
    const length = body.count();
    const place = parseLocator(body, what);
    body.leave(record);
    return { clusters, length, place };
  });
}
