import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ConfigError, SourceError } from '../../../../src/core/errors.ts';
import { buildDiscovery, buildQuery, type Selection, validateSelection } from '../../../../src/core/load/postgres/build-query.ts';
import type { SourceColumn } from '../../../../src/core/load/postgres/column-types.ts';

const test = suite('load/postgres/build-query');

const INT4 = 23;
const TEXT = 25;
const DATE = 1082;
const TIMESTAMP = 1114;
const TIMESTAMPTZ = 1184;
const FOUND = [
  { name: 'id', oid: INT4 },
  { name: 'Name', oid: TEXT },
  { name: 'at', oid: TIMESTAMPTZ },
  { name: 'local', oid: TIMESTAMP },
  { name: 'day', oid: DATE },
];
const WINDOW = { from: '2026-01-01', to: '2026-01-02T03:00:00.123456+02:00' };

function sqlOf(selection: Partial<Selection>): string {
  return buildQuery({ table: 't', columns: ['id'], orderBy: ['id'], ...selection }, FOUND).sql;
}

test('selects named columns with their casts, in a total order', () => {
  const { sql, fields } = buildQuery({ table: 'ops.flights', orderBy: ['Name', 'id'] }, FOUND.slice(0, 2));
  assert.is(sql, 'SELECT q."id"::int8, q."Name" FROM "ops"."flights" AS q ORDER BY q."Name" COLLATE "C", q."id"');
  assert.equal(fields, [
    { name: 'id', type: 'integer', wire: 'int8' },
    { name: 'Name', type: 'text', wire: 'text' },
  ]);
});

test('a query may end with a semicolon or a comment', () => {
  assert.is(
    sqlOf({ table: undefined, query: 'select 1 as id -- one ;\n; ' }),
    'SELECT q."id"::int8 FROM (select 1 as id -- one\n) AS q ORDER BY q."id"',
  );
});

test('the window is half open, in UTC, by the type of its column', () => {
  const where = (column: string) => sqlOf({ window: { column, ...WINDOW } }).match(/WHERE (.*) ORDER BY/)?.[1];
  assert.is(
    where('at'),
    `(q."at" >= TIMESTAMPTZ '2026-01-01 00:00:00.000000+00' AND q."at" < TIMESTAMPTZ '2026-01-02 01:00:00.123456+00' OR q."at" IS NULL)`,
  );
  assert.is(
    where('local'),
    `(q."local" >= TIMESTAMP '2026-01-01 00:00:00.000000' AND q."local" < TIMESTAMP '2026-01-02 01:00:00.123456' OR q."local" IS NULL)`,
  );
  assert.is(
    where('day'),
    `(q."day" >= TIMESTAMP '2026-01-01 00:00:00.000000' AND q."day" < TIMESTAMP '2026-01-02 01:00:00.123456' OR q."day" IS NULL)`,
  );
});

test('the column of the window is read, too, so that its nulls are seen', () => {
  const { fields } = buildQuery({ table: 't', columns: ['id'], orderBy: ['id'], window: { column: 'at', ...WINDOW } }, FOUND);
  assert.equal(
    fields.map(({ name }) => name),
    ['id', 'at'],
  );
});

test('a numeric in the order must be told apart by what is read', () => {
  const plan = (modifier?: number) => buildQuery({ table: 't', orderBy: ['n'] }, [{ name: 'n', oid: 1700, modifier }]);
  const typmod = (precision: number, scale: number) => ((precision << 16) | (scale & 0x7ff)) + 4;
  for (const [precision, scale] of [
    [15, 0],
    [15, 2],
    [3, -5],
  ]) {
    assert.is(plan(typmod(precision, scale)).sql, 'SELECT q."n" FROM "t" AS q ORDER BY q."n"');
  }
  const exact = plan(typmod(18, 0));
  assert.is(exact.sql, 'SELECT q."n"::int8 FROM "t" AS q ORDER BY q."n"');
  assert.equal(exact.fields, [{ name: 'n', type: 'integer', wire: 'int8' }]);
  for (const modifier of [undefined, -1, typmod(19, 0), typmod(16, 1), typmod(18, -2)]) {
    assert.throws(
      () => plan(modifier),
      (thrown: unknown) =>
        thrown instanceof SourceError &&
        thrown.code === 'OADS_SOURCE_ORDER_TYPE' &&
        /"n" .* numeric/.test(thrown.message) &&
        /::bigint|::text/.test(thrown.hint ?? ''),
      String(modifier),
    );
  }
  // Outside the order nothing rests on its last digits.
  assert.equal(buildQuery({ table: 't', orderBy: ['id'] }, [...FOUND.slice(0, 1), { name: 'n', oid: 1700 }]).fields[1].wire, 'numeric');
});

test('the contract decides how a numeric is read', () => {
  const typmod = (18 << 16) + 4;
  const plan = (column: Partial<SourceColumn>, orderBy = ['id']) => {
    const { sql, fields } = buildQuery({ table: 't', columns: ['id', 'n'], orderBy }, [
      ...FOUND.slice(0, 1),
      { name: 'n', oid: 1700, ...column },
    ]);
    return [sql.slice(0, sql.indexOf(' FROM')).split(', ')[1], fields[1].type, fields[1].wire, sql.slice(sql.indexOf('ORDER'))];
  };
  assert.equal(plan({ wanted: 'number' }), ['q."n"', 'number', 'numeric', 'ORDER BY q."id"']);
  assert.equal(plan({ wanted: 'text' }), ['q."n"::text', 'text', 'text', 'ORDER BY q."id"']);
  assert.equal(plan({ wanted: 'text' }, ['n', 'id']), ['q."n"::text', 'text', 'text', 'ORDER BY q."n"::text COLLATE "C", q."id"']);
  assert.equal(plan({ wanted: 'integer', modifier: typmod }), ['q."n"::int8', 'integer', 'int8', 'ORDER BY q."id"']);
  assert.equal(plan({ wanted: 'integer' }), ['q."n"', 'number', 'numeric', 'ORDER BY q."id"']);
});

test('the window needs a time column', () => {
  assert.throws(
    () => sqlOf({ window: { column: 'id', ...WINDOW } }),
    (thrown: unknown) => thrown instanceof SourceError && /"id", got integer/.test(thrown.message),
  );
  assert.throws(() => sqlOf({ window: { column: 'gone', ...WINDOW } }), /expected a column "gone" \(from `window`\), got id, Name/);
});

test('discovery names the columns where they are given', () => {
  assert.is(buildDiscovery({ table: 't', orderBy: ['id'] }), 'SELECT * FROM "t" AS q LIMIT 0');
  assert.is(
    buildDiscovery({ table: 't', columns: ['b', 'id'], orderBy: ['id'], window: { column: 'at', ...WINDOW } }),
    'SELECT q."b", q."id", q."at" FROM "t" AS q LIMIT 0',
  );
});

test('an impossible selection is a config error', () => {
  const good: Selection = { table: 't', orderBy: ['id'] };
  const bad: [Partial<Selection>, RegExp][] = [
    [{ query: 'select 1' }, /either `table` or `query`, got both/],
    [{ table: undefined }, /got neither/],
    [{ orderBy: [] }, /at least one column in `order_by`/],
    [{ orderBy: ['id', 'id'] }, /`order_by`, got "id" twice/],
    [{ columns: ['id', 'x', 'x'] }, /`columns`, got "x" twice/],
    [{ columns: ['x'] }, /"id" among `columns`, got x/],
    [{ window: { column: 'at', from: '2026-01-01', to: '2026-01-01T00:00:00Z' } }, /ends after it starts/],
    [{ window: { column: 'at', from: "2026'; drop table t --", to: '2026-01-01' } }, /`from` as an ISO 8601 instant/],
  ];
  assert.not.throws(() => validateSelection(good));
  for (const [change, pattern] of bad) {
    assert.throws(
      () => validateSelection({ ...good, ...change }),
      (thrown: unknown) => thrown instanceof ConfigError && pattern.test(thrown.message),
      String(pattern),
    );
  }
});

test.run();
