import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { nanoaodLoader } from '../../../plugins/cern-detector/src/loaders/nanoaod-loader.ts';
import { rootLoader } from '../../../plugins/cern-detector/src/loaders/root-loader.ts';
import { findTable } from '../../../plugins/cern-detector/src/root/open-table.ts';
import { SourceError, UsageError } from '../../../src/core/errors.ts';
import type { Batch } from '../../../src/core/frame/batch.ts';
import { cellAt } from '../../../src/core/frame/cell.ts';
import type { Loader } from '../../../src/core/load/loader.ts';
import { hostApi, loadContext } from '../../support/host-api.ts';

const test = suite('cern-detector/root-events');
const { api } = await hostApi();
const FIXTURES = path.join(import.meta.dirname, '..', '..', 'fixtures', 'root');
const root = rootLoader(api);

async function load(loader: Loader, options: Record<string, unknown>, over: Parameters<typeof loadContext>[0] = {}): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of loader.load(options, loadContext({ baseDir: FIXTURES, ...over }))) batches.push(batch);
  return batches;
}

function cells(batches: readonly Batch[], name: string): unknown[] {
  return batches.flatMap((batch) => Array.from({ length: batch.rows }, (_, row) => cellAt(batch.column(name), row)));
}

function integers(batch: Batch, name: string): bigint[] {
  const column = batch.column(name);
  return column.type === 'integer' ? [...column.values] : [];
}

const ENTRIES = Array.from({ length: 60 }, (_, entry) => entry);
/** As test/fixtures/root/make.py fills them: entry % 4 muons, numbered from the start of each of the two parts. */
const MUONS = ENTRIES.map((entry) => {
  const first = entry < 30 ? 0 : 30;
  let before = 0;
  for (let other = first; other < entry; other++) before += other % 4;
  return Array.from({ length: entry % 4 }, (_, index) => before + index + first / 2);
});

test('flat branches come with their types and exact values, however each is packed', async () => {
  const batches = await load(root, { path: 'tree.root' });
  assert.is(batches.length, 1);
  assert.equal(Object.fromEntries(batches[0].schema.map(({ name, type }) => [name, type])), {
    run: 'integer',
    luminosityBlock: 'integer',
    event: 'integer',
    small: 'integer',
    negative: 'integer',
    weight: 'number',
    isGood: 'boolean',
    cov_0: 'number',
    cov_1: 'number',
    cov_2: 'number',
    nMuon: 'integer',
  });
  assert.equal(
    integers(batches[0], 'event'),
    ENTRIES.map((entry) => BigInt(entry) + 2n ** 60n),
  );
  assert.equal(
    integers(batches[0], 'small'),
    ENTRIES.map((entry) => BigInt(entry - 128)),
  );
  assert.equal(
    [...batches[0].numbers('negative')],
    ENTRIES.map((entry) => 0 - entry),
  );
  assert.equal(
    [...batches[0].numbers('weight')],
    ENTRIES.map((entry) => (entry % 10 === 9 ? Number.NaN : entry / 8)),
  );
  assert.equal(
    [...batches[0].numbers('isGood')],
    ENTRIES.map((entry) => (entry % 3 === 0 ? 1 : 0)),
  );
  assert.equal(
    [...batches[0].numbers('cov_2')],
    ENTRIES.map((entry) => entry * 3 + 2),
  );
});

test('a NaN of the file stays one: it is no null', async () => {
  const [batch] = await load(root, { path: 'tree.root', branches: ['weight'] });
  const { values, valid } = batch.column('weight') as { values: Float64Array; valid?: Uint8Array };
  assert.ok(Number.isNaN(values[9]));
  assert.ok(!valid || valid[9] === 1);
});

test('a list is read as its aggregates; a list without items has a count and a sum only', async () => {
  const aggregate = { Muon_pt: ['count', 'sum', 'min', 'max', 'mean', 'first2'] };
  const batches = await load(root, { path: 'tree.root', branches: ['nMuon'], aggregate });
  const leading = (index: number) => MUONS.map((muons) => muons[index] ?? null);
  assert.equal(
    cells(batches, 'Muon_pt_count').map(Number),
    MUONS.map((muons) => muons.length),
  );
  assert.equal(
    cells(batches, 'nMuon').map(Number),
    MUONS.map((muons) => muons.length),
  );
  assert.equal(
    cells(batches, 'Muon_pt_sum'),
    MUONS.map((muons) => muons.reduce((sum, pt) => sum + pt, 0)),
  );
  assert.equal(cells(batches, 'Muon_pt_min'), leading(0));
  assert.equal(
    cells(batches, 'Muon_pt_max'),
    MUONS.map((muons) => muons.at(-1) ?? null),
  );
  assert.equal(cells(batches, 'Muon_pt_0'), leading(0));
  assert.equal(cells(batches, 'Muon_pt_1'), leading(1));
  assert.equal(cells(batches, 'Muon_pt_mean')[3], (MUONS[3][0] + MUONS[3][2]) / 2);
});

test('the RNTuple of the same events gives the same rows as the TTree, packed or not', async () => {
  const branches = ['run', 'luminosityBlock', 'event', 'small', 'negative', 'weight', 'isGood', 'nMuon', 'Muon_*'];
  const tree = await load(root, { path: 'tree.root', branches: branches });
  for (const path of ['ntuple.root', 'ntuple-packed.root']) {
    const ntuple = await load(root, { path, branches: branches.filter((name) => name !== 'nMuon') });
    const names = ntuple[0].schema.map(({ name }) => name);
    assert.equal(names.length, 7 + 2 * 6);
    for (const name of names) assert.equal(cells(ntuple, name), cells(tree, name), `${path} ${name}`);
  }
});

test('texts of an RNTuple are UTF-8', async () => {
  const batches = await load(root, { path: 'ntuple.root', branches: ['station'] });
  assert.equal(
    cells(batches, 'station'),
    ENTRIES.map((entry) => (entry % 7 === 0 ? '' : `MB${entry % 3}é`)),
  );
});

test('rows are the same in batches of any size, and of any range of entries', async () => {
  for (const path of ['tree.root', 'ntuple.root']) {
    const options = { path, branches: ['event', 'Muon_*'] };
    const [whole] = await load(root, options);
    for (const batchRows of [1, 7, 30, 59]) {
      const batches = await load(root, options, { batchRows });
      assert.equal(
        batches.map(({ rows }) => rows).reduce((sum, rows) => sum + rows, 0),
        60,
      );
      assert.ok(batches.every(({ rows, offset }, index) => rows <= batchRows && offset === index * batchRows));
      for (const { name } of whole.schema) assert.equal(cells(batches, name), cells([whole], name), `${path} ${name} by ${batchRows}`);
    }
    const part = await load(root, { ...options, entries: [28, 33] }, { batchRows: 2 });
    assert.equal(cells(part, 'Muon_charge_sum'), cells([whole], 'Muon_charge_sum').slice(28, 33));
  }
});

test('several files follow one another, and must have the same columns', async () => {
  const options = { path: ['ntuple.root', 'tree.root'], branches: ['event', 'weight'], entries: [58, 63] };
  const batches = await load(root, options);
  assert.equal(
    cells(batches, 'event'),
    [58n, 59n, 0n, 1n, 2n].map((entry) => String(entry + 2n ** 60n)),
  );
  assert.equal(
    batches.map(({ offset }) => offset),
    [0, 2],
  );
  await refuses(
    { path: ['ntuple.root', 'tree.root'] },
    /tree\.root: expected the columns of the files before, got others: "station" differs/,
  );
});

test('no entries give one empty batch with the columns', async () => {
  const batches = await load(root, { path: 'tree.root', entries: [60, 70] });
  assert.equal(
    batches.map(({ rows, schema }) => [rows, schema.length]),
    [[0, 11]],
  );
});

test('a golden JSON keeps the events of its lumisections', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'oads-root-'));
  try {
    const golden = path.join(dir, 'golden.json');
    await writeFile(golden, '{"1000": [[2, 3]], "1002": [[12, 99]], "7": [[1, 1]]}');
    const wanted = ENTRIES.filter((entry) => (entry >= 5 && entry < 15) || entry >= 55);
    for (const batchRows of [4, 100]) {
      const batches = await load(root, { path: 'tree.root', branches: ['event'], golden }, { batchRows });
      assert.equal(
        cells(batches, 'event'),
        wanted.map((entry) => String(BigInt(entry) + 2n ** 60n)),
      );
    }
    await writeFile(golden, '{}');
    const none = await load(root, { path: 'tree.root', branches: ['event'], golden });
    assert.equal(
      none.map(({ rows }) => rows),
      [0],
    );
    await refuses(
      { path: 'tree.root', golden, run_column: 'weight' },
      /expected an integer branch "weight" for the golden JSON, got one of numbers/,
    );
  } finally {
    await rm(dir, { recursive: true });
  }
});

test('nanoaod keeps run, luminosityBlock and event, and of its usual branches those that are there', async () => {
  const batches = await load(nanoaodLoader(api), { path: 'tree.root' });
  const names = batches[0].schema.map(({ name }) => name);
  assert.equal(names.slice(0, 3), ['run', 'luminosityBlock', 'event']);
  assert.ok(['nMuon', 'Muon_pt_count', 'Muon_pt_max', 'Muon_charge_2'].every((name) => names.includes(name)));
  assert.not(names.includes('weight'));
  const named = await load(nanoaodLoader(api), { path: 'ntuple.root', branches: ['weight'] });
  assert.equal(
    named[0].schema.map(({ name }) => name),
    ['run', 'luminosityBlock', 'event', 'weight'],
  );
});

test('wishes that cannot be fulfilled are refused with what there is', async () => {
  await refuses({ path: 'tree.root', tree: 'Runs' }, /expected a tree "Runs", got 1: Events/);
  await refuses(
    { path: 'tree.root', branches: ['muon_px'] },
    /expected a branch "muon_px" in "Events", got 11 branches: Muon_pt, Muon_charge/,
  );
  await refuses({ path: 'histogram.root' }, /expected one tree, got a file without trees/);
  await refuses({ path: 'make.py' }, /make\.py: expected a ROOT file \(its first bytes are "root"\), got 22 22 22 57/);
  const window = { column: 'time', from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' };
  await refuses({ path: 'tree.root' }, /reads no window/, { window });
});

test('a file that is cut off anywhere is refused in one line', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'oads-root-'));
  try {
    for (const name of ['tree.root', 'ntuple.root']) {
      const bytes = await readFile(path.join(FIXTURES, name));
      for (const length of [0, 3, 50, 200, bytes.length >> 1, bytes.length - 1]) {
        const cut = path.join(dir, 'cut.root');
        await writeFile(cut, bytes.subarray(0, length));
        await refuses({ path: cut }, /cut\.root: /);
      }
    }
  } finally {
    await rm(dir, { recursive: true });
  }
});

test('a pipe is refused, not waited for', async () => {
  const dir = await mkdtemp(path.join(tmpdir(), 'oads-root-'));
  try {
    const pipe = path.join(dir, 'run.root');
    execFileSync('mkfifo', [pipe]);
    await refuses({ path: pipe }, /run\.root: expected a regular file/);
  } finally {
    await rm(dir, { recursive: true });
  }
});

test('a cycle is read as it is named, or refused', async () => {
  const [all] = await load(root, { path: 'tree.root', tree: 'Events;1', branches: ['event'] });
  assert.equal(all.rows, (await load(root, { path: 'tree.root', branches: ['event'] }))[0].rows);
  await refuses({ path: 'tree.root', tree: 'Events;7' }, /expected cycle 7 of the tree "Events", got 1$/);
  const key = (cycle: number) => ({ className: 'TTree', name: 't', title: '', cycle, seek: 0, bytes: 0, keyBytes: 0, objectBytes: 0 });
  const tables = [{ path: 'd/t', key: key(9), older: [key(8)] }];
  assert.equal([findTable(tables, 'd/t').key.cycle, findTable(tables, '/d/t;8').key.cycle], [9, 8]);
});

test('entries that meet none, or cannot', async () => {
  const context = loadContext({ baseDir: FIXTURES });
  for await (const batch of root.load({ path: 'tree.root', branches: ['event'], entries: [100_000, 100_001] }, context))
    assert.is(batch.rows, 0);
  assert.match(context.warnings.join(), /the entries 100000 to 100001 meet none: the files have \d+/);
  await load(root, { path: 'tree.root', entries: [100, 50] }).then(
    () => assert.unreachable(),
    (error: unknown) => assert.instance(error, UsageError),
  );
});

async function refuses(options: Record<string, unknown>, message: RegExp, over: Parameters<typeof loadContext>[0] = {}): Promise<void> {
  try {
    await load(root, options, over);
  } catch (error) {
    assert.instance(error, SourceError);
    assert.match((error as Error).message, message);
    assert.not.match((error as Error).message, /\n/);
    return;
  }
  assert.unreachable(`expected a refusal of ${JSON.stringify(options)}`);
}

test.run();
