import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { InterruptedError, SourceError } from '../../../src/core/errors.ts';
import { Batch } from '../../../src/core/frame/batch.ts';
import { cellAt } from '../../../src/core/frame/cell.ts';
import { makeColumn, type RecordValue } from '../../../src/core/frame/make-column.ts';
import { loadPolars } from '../../../src/core/frame/polars.ts';
import type { Schema } from '../../../src/core/frame/types.ts';
import { type GroupedSource, type VisitOptions, visitGroups } from '../../../src/core/window/visit-groups.ts';
import { scratchDir } from '../../support/cli.ts';

const test = suite('window/visit-groups');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
test.before(async () => {
  await loadPolars();
  scratch = await scratchDir();
});
test.after(() => scratch.remove());

type Row = Readonly<Record<string, RecordValue>>;

const SCHEMA: Schema = [
  { name: 'tail', type: 'text' },
  { name: 'leg', type: 'integer' },
  { name: 'off', type: 'timestamp' },
  { name: 'late', type: 'boolean' },
  { name: 'slack', type: 'number' },
];
const nullable = <T>(values: fc.Arbitrary<T>) => fc.option(values, { freq: 6 });
const ROW: fc.Arbitrary<Row> = fc.record({
  tail: nullable(fc.constantFrom('N1', 'N2', 'ß', '', 'N10', '🛩')),
  // Two of them are one float64.
  leg: nullable(fc.constantFrom(1n, 2n, -3n, 9007199254740992n, 9007199254740993n)),
  off: nullable(fc.integer({ min: -3, max: 3 })),
  late: nullable(fc.boolean()),
  slack: nullable(fc.constantFrom(0, -0, 1.5, -2, Number.POSITIVE_INFINITY)),
});

function toBatch(rows: readonly Row[], offset: number, schema = SCHEMA): Batch {
  const columns = schema.map(({ name, type }): [string, ReturnType<typeof makeColumn>] => [
    name,
    makeColumn(
      type,
      rows.map((row) => row[name]),
      name,
    ),
  ]);
  return Batch.fromColumns(schema, new Map(columns), rows.length, offset);
}

/** The rows in batches that end at `cuts`. */
function sourceOf(rows: readonly Row[], cuts: readonly number[]): GroupedSource {
  const edges = [0, ...[...cuts].sort((a, b) => a - b).filter((cut) => cut <= rows.length), rows.length];
  return {
    rows: rows.length,
    async *read(columns) {
      const schema = SCHEMA.filter(({ name }) => columns.includes(name));
      for (let at = 1; at < edges.length; at++) yield toBatch(rows.slice(edges[at - 1], edges[at]), edges[at - 1], schema);
    },
  };
}

/** As a reader of the documentation would write it. */
function groupNaively(rows: readonly Row[], key: readonly string[], order: readonly string[]): string[] {
  const groups = new Map<string, number[]>();
  for (const [place, row] of rows.entries()) {
    if (key.some((name) => row[name] === null)) continue;
    const id = key.map((name) => String(row[name] === 0 ? 0 : row[name])).join('\n');
    groups.set(id, [...(groups.get(id) ?? []), place]);
  }
  const compare = (a: number, b: number): number => {
    for (const name of order) {
      const [x, y] = [rows[a][name] ?? null, rows[b][name] ?? null];
      if (x === y) continue;
      if (x === null) return 1;
      if (y === null) return -1;
      if (x < y) return -1;
      if (x > y) return 1;
    }
    return a - b;
  };
  return [...groups.values()].map((places) => JSON.stringify([...places].sort(compare))).sort();
}

async function visitAll(source: GroupedSource, options: Omit<VisitOptions, 'columns'>, rows: readonly Row[]): Promise<string[]> {
  const seen: string[] = [];
  await visitGroups(source, { ...options, columns: ['slack', 'tail'] }, ({ rows: group, places }) => {
    for (const [index, place] of places.entries()) {
      const wanted = toBatch([rows[place]], 0);
      for (const { name } of group.schema) assert.equal(cellAt(group.column(name), index), cellAt(wanted.column(name), 0), name);
    }
    const { dictionary, codes } = group.text('tail');
    assert.ok(new Set(codes).size >= dictionary.length || dictionary[0] === '', 'a group has the texts of its own rows alone');
    seen.push(JSON.stringify([...places]));
  });
  return seen.sort();
}

const keys = fc.uniqueArray(fc.constantFrom('tail', 'leg', 'off', 'late', 'slack'), { maxLength: 3 });

test('property: groups are those of a naive computation, for any split, key, order and bound of memory', async () => {
  let parted = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(ROW, { maxLength: 60 }),
      fc.array(fc.nat(60), { maxLength: 5 }),
      keys,
      keys,
      fc.constantFrom(undefined, 1, 7),
      async (rows, cuts, key, order, memoryRows) => {
        const dir = path.join(scratch.dir, 'any');
        const options = { key, order, memoryRows, scratchDir: dir };
        assert.equal(await visitAll(sourceOf(rows, cuts), options, rows), groupNaively(rows, key, order));
        if (memoryRows !== undefined && rows.length > memoryRows && key.length > 0) parted++;
        assert.not.ok(existsSync(dir), 'nothing is left behind');
      },
    ),
    { numRuns: 150, seed: 5 },
  );
  assert.ok(parted > 20, `only ${parted} of the inputs went to disk`);
});

const many = Array.from(
  { length: 3000 },
  (_, place): Row => ({ tail: `N${place % 700}`, leg: BigInt(place), off: -place, late: null, slack: 1 }),
);

test('an error of a visitor, and a signal, end it and leave nothing behind', async () => {
  const stop = new AbortController();
  for (const [cause, visit] of [
    [
      'kaput',
      () => {
        throw new Error('kaput');
      },
    ],
    ['interrupted', () => stop.abort(new InterruptedError())],
  ] as const) {
    const dir = path.join(scratch.dir, cause);
    const options: VisitOptions = { key: ['tail'], order: ['off'], columns: [], scratchDir: dir, memoryRows: 100, signal: stop.signal };
    const error = await visitGroups(sourceOf(many, [900, 1800]), options, visit).catch((thrown: unknown) => thrown);
    assert.match((error as Error).message, cause);
  }
  assert.equal(readdirSync(scratch.dir), []);
});

test('progress reaches all rows of groups, and no file holds more than its part', async () => {
  const done: number[] = [];
  let files = 0;
  const dir = path.join(scratch.dir, 'progress');
  const options: VisitOptions = {
    key: ['tail'],
    order: [],
    columns: [],
    scratchDir: dir,
    memoryRows: 500,
    onRows: (rows) => done.push(rows),
  };
  await visitGroups(sourceOf(many, []), options, () => {
    files = Math.max(files, readdirSync(dir).length);
  });
  assert.ok(files > 10, `${files} files`);
  assert.equal(
    [...done].sort((a, b) => a - b),
    done,
  );
});

test('a column that is a number here and a text there is refused; one without a value may be anything', async () => {
  const as = (type: 'number' | 'text', value: RecordValue, offset: number) =>
    toBatch([{ slack: value }], offset, [{ name: 'slack', type }]);
  const visit = async (...batches: Batch[]): Promise<number[]> => {
    const sizes: number[] = [];
    const source: GroupedSource = {
      rows: batches.length,
      async *read() {
        yield* batches;
      },
    };
    await visitGroups(source, { key: [], order: ['slack'], columns: [] }, ({ rows, places }) => {
      assert.is(rows.column('slack').type, 'number');
      sizes.push(...places);
    });
    return sizes;
  };
  assert.equal(await visit(as('text', null, 0), as('number', 5, 1), as('number', 4, 2)), [2, 1, 0]);
  const error = await visit(as('number', 1, 0), as('text', 'x', 1)).catch((thrown: unknown) => thrown);
  assert.instance(error, SourceError);
  assert.match((error as Error).message, 'expected column "slack" to be of one type in all rows, got number and text');
});

test.run();
