import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { openByteSource } from '../../plugins/cern-detector/src/root/bytes/byte-source.ts';
import { openRootFile } from '../../plugins/cern-detector/src/root/container/open-root-file.ts';
import { readHistogram } from '../../plugins/cern-detector/src/root/histogram/read-histogram.ts';
import { summariseHistogram } from '../../plugins/cern-detector/src/root/histogram/summarise-histogram.ts';
import { ObjectReader } from '../../plugins/cern-detector/src/root/objects/object-reader.ts';
import { openTable } from '../../plugins/cern-detector/src/root/open-table.ts';
import type { Chunk, EventTable } from '../../plugins/cern-detector/src/root/table/table.ts';
import type { Fact } from './fact.ts';

/** Facts of public ROOT files: HZZ in four compressions, NanoAOD as TTree and RNTuple, Zmumu, staff, hepdata. */
export async function facts(dataDir: string): Promise<Fact[]> {
  const root = join(dataDir, 'root');
  return [
    ...(await compareHzz(root)),
    ...(await readNanoaod(root)),
    ...(await readDoubleMuon(root)),
    ...(await compareTtbar(root)),
    ...(await readFlat(root)),
  ];
}

type Columns = ReadonlyMap<string, Chunk>;

async function readAll(file: string, tree?: string): Promise<{ table: EventTable; columns: Columns }> {
  const source = await openByteSource(file);
  try {
    const table = await openTable(await openRootFile(source), tree);
    const columns = new Map<string, Chunk>();
    for (const column of table.columns) columns.set(column.name, await column.read(0, table.entries));
    return { table, columns };
  } finally {
    await source.close();
  }
}

const fact = (what: string, expected: string | number, got: string | number, note?: string): Fact => ({
  what,
  expected: String(expected),
  got: String(got),
  agrees: String(expected) === String(got),
  note,
});

const COPIES = ['uproot-HZZ.root', 'uproot-HZZ-lz4.root', 'uproot-HZZ-zstd.root', 'uproot-HZZ-lzma.root'];

async function compareHzz(root: string): Promise<Fact[]> {
  const digests = new Map<string, Set<string>>();
  let values = 0;
  for (const name of COPIES) {
    const { columns } = await readAll(join(root, name));
    for (const [column, chunk] of columns) {
      if (name === COPIES[0]) values += chunk.values.length;
      digests.set(column, (digests.get(column) ?? new Set()).add(digestOf(chunk)));
    }
  }
  const equal = [...digests.values()].filter((found) => found.size === 1).length;
  return [
    fact('HZZ: columns equal in the zlib, LZ4, zstd and LZMA copies', '51 of 51', `${equal} of ${digests.size}`),
    fact('HZZ: values compared in each copy', 109_502, values),
  ];
}

function digestOf({ values, ends }: Chunk): string {
  const hash = createHash('sha256');
  hash.update(Array.isArray(values) ? values.join('\0') : new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  if (ends) hash.update(new Uint8Array(ends.buffer, ends.byteOffset, ends.byteLength));
  return hash.digest('hex');
}

async function readNanoaod(root: string): Promise<Fact[]> {
  const { table, columns } = await readAll(join(root, 'nanoAOD_2015_CMS_Open_Data_ttbar.root'));
  const counted = table.columns.filter(({ name, isList }) => isList && columns.has(`n${name.split('_')[0]}`));
  const agreeing = counted.filter(({ name }) => {
    const counts = columns.get(`n${name.split('_')[0]}`)?.values as Uint32Array;
    const ends = columns.get(name)?.ends as Uint32Array;
    return counts.every((count, entry) => count === ends[entry] - (entry === 0 ? 0 : ends[entry - 1]));
  });
  return [
    fact('NanoAOD 2015 ttbar: events × branches', '200 × 947', `${table.entries} × ${table.columns.length}`),
    fact('NanoAOD 2015 ttbar: lists as long as their counter says', counted.length, agreeing.length),
  ];
}

async function readDoubleMuon(root: string): Promise<Fact[]> {
  const { table, columns } = await readAll(join(root, 'Run2012BC_DoubleMuParked_Muons_1000evts_rntuple_v1-0-0-0.root'));
  const charges = columns.get('Muon_charge')?.values as Int32Array;
  const counts = columns.get('nMuon')?.values as Uint32Array;
  const { values, ends } = columns.get('Muon_pt') as Chunk & { ends: Uint32Array };
  const second = Array.from((values as Float32Array).slice(ends[0], ends[1]), (pt) => pt.toFixed(2));
  return [
    fact('DoubleMuParked RNTuple: events', 1000, table.entries),
    fact('DoubleMuParked RNTuple: muons', 2372, charges.length),
    fact(
      'DoubleMuParked RNTuple: sum of nMuon',
      2372,
      counts.reduce((sum, count) => sum + count, 0),
    ),
    fact('DoubleMuParked RNTuple: charges', '-1, 1', [...new Set(charges)].sort((a, b) => a - b).join(', ')),
    fact('DoubleMuParked RNTuple: Muon_pt of event 1 (the second)', '10.54, 16.33', second.join(', ')),
  ];
}

/** The RNTuple was made by ROOT's importer, of other events of the same data set: no value can be compared, columns can. */
async function compareTtbar(root: string): Promise<Fact[]> {
  const tree = await readAll(join(root, 'nanoAOD_2015_CMS_Open_Data_ttbar.root'));
  const ntuple = await readAll(join(root, 'cmsopendata2015_ttbar_19980_NANOAOD_RNTupleImporter_rntuple_v1-0-0-1.root'));
  const eventsOf = ({ columns }: { columns: Columns }) => Array.from((columns.get('event') as Chunk).values as BigUint64Array);
  const events = new Set(eventsOf(tree));
  const common = eventsOf(ntuple).filter((event) => events.has(event)).length;
  const originals = new Map(tree.table.columns.map((column) => [column.name, column]));
  const same = ntuple.table.columns.filter(({ name, item, isList }) => {
    const original = originals.get(name);
    return original?.item === item && original.isList === isList;
  });
  const [first] = eventsOf(ntuple);
  return [
    fact('ttbar RNTuple: events × columns', '10 × 947', `${ntuple.table.entries} × ${ntuple.table.columns.length}`),
    fact('ttbar RNTuple: columns of the TTree with the same name, type and shape', '947 of 947', `${same.length} of ${originals.size}`),
    fact(
      'ttbar RNTuple: its events that are in the TTree file',
      0,
      common,
      `other events: the RNTuple starts at ${first}, the tree at ${eventsOf(tree)[0]}; compare-uproot.py compares all values of both files`,
    ),
  ];
}

async function readFlat(root: string): Promise<Fact[]> {
  const staff = await readAll(join(root, 'ntpl001_staff_rntuple_v1-0-1-0.root'));
  const zmumu = await readAll(join(root, 'uproot-Zmumu.root'));
  const hepdata = await readAll(join(root, 'uproot-hepdata-example.root'));
  const dimuon = await readAll(join(root, 'nano_dimuon.root'), 'Events');
  const masses = zmumu.columns.get('M')?.values as Float64Array;
  const source = await openByteSource(join(root, 'uproot-hepdata-example.root'));
  const file = await openRootFile(source);
  const px = await readHistogram(file, new ObjectReader(file), 'hpx');
  await source.close();
  const values = hepdata.columns.get('px')?.values as Float32Array;
  const { edges } = px.axes[0];
  const inside = values.filter((value) => value >= edges[0] && value < edges[edges.length - 1]).length;
  return [
    fact('staff RNTuple: rows × columns', '3354 × 11', `${staff.table.entries} × ${staff.table.columns.length}`),
    fact('hepdata ntuple: rows × columns', '75000 × 5', `${hepdata.table.entries} × ${hepdata.table.columns.length}`),
    fact('hepdata histogram hpx: sum within its axis, from the ntuple it was filled from', inside, summariseHistogram(px).sum),
    fact('Zmumu tree: rows × columns', '2304 × 20', `${zmumu.table.entries} × ${zmumu.table.columns.length}`),
    fact('Zmumu tree: masses that are numbers', 2304, masses.filter((mass) => mass > 0).length),
    fact('nano_dimuon: events × branches', '40 × 1601', `${dimuon.table.entries} × ${dimuon.table.columns.length}`),
  ];
}
