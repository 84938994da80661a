import { createServer, type Server } from 'node:net';
import pg from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { OadsError, SourceError } from '../../../../src/core/errors.ts';
import { type Cell, cellAt } from '../../../../src/core/frame/cell.ts';
import type { Column, IntegerColumn, NumberColumn, Schema } from '../../../../src/core/frame/types.ts';
import type { CopyBatch } from '../../../../src/core/load/postgres/decode-copy.ts';
import { loadPostgres, type PostgresOptions, postgresLoader, postgresOptions } from '../../../../src/core/load/postgres/postgres-loader.ts';
import { isValid } from '../../../../src/core/schema/validate.ts';
import { withPostgres } from '../../../support/postgres.ts';

const test = suite('load/postgres/postgres-loader');
const server = withPostgres(test);

type Window = { column: string; from: string; to: string };

async function load(
  options: Partial<PostgresOptions>,
  window?: Window,
  batchRows = 1000,
  { contract = [] as Schema, warn = (_message: string) => {} } = {},
): Promise<{ readonly batches: CopyBatch[]; readonly rows: Cell[][] }> {
  const batches: CopyBatch[] = [];
  const context = { batchRows, window, contract, warn };
  for await (const batch of loadPostgres({ connection: server().connectionString, order_by: ['id'], ...options }, context)) {
    batches.push(batch);
  }
  return {
    batches,
    get rows() {
      return batches.flatMap((batch) =>
        Array.from({ length: batch.rows }, (_, row) => batch.schema.map(({ name }) => cellAt(batch.columns.get(name) as Column, row))),
      );
    },
  };
}

async function failure(options: Partial<PostgresOptions>, window?: Window, batchRows?: number): Promise<OadsError> {
  const loaded = await load(options, window, batchRows).catch((thrown: unknown) => thrown);
  if (!(loaded instanceof OadsError)) throw new Error('expected the load to fail with an error of oads', { cause: loaded });
  assert.not.match(loaded.message, /\n/);
  assert.not.ok(`${loaded.message} ${loaded.hint}`.includes(server().password));
  return loaded;
}

async function assertFailure(options: Partial<PostgresOptions>, code: string, outage: boolean, message: RegExp): Promise<void> {
  const thrown = await failure(options);
  assert.instance(thrown, SourceError);
  assert.is(thrown.code, code, thrown.message);
  assert.is((thrown as SourceError).outage, outage);
  assert.match(thrown.message, message);
}

function withUser(user: string, password: string, database = 'postgres'): string {
  return `postgres://${user}:${password}@127.0.0.1:${server().port}/${database}`;
}

function listen(serve: Server): Promise<number> {
  return new Promise((resolve) => {
    serve.listen(0, '127.0.0.1', () => resolve((serve.address() as { port: number }).port));
  });
}

test('reads every type, with nulls', async () => {
  await server().query(`
    create type mood as enum ('calm');
    create domain positive as int4 check (value > 0);
    create table types (
      id int8 primary key, b bool, i2 int2, i4 int4, i8 int8, f4 float4, f8 float8, n numeric(30, 10), t text, v varchar(10), c char(5),
      nm name, u uuid, d date, ts timestamp, tz timestamptz, p positive);
    insert into types values
      (1, true, -32768, -2147483648, -9223372036854775808, 0.1, -1.5e300, 12345678901234567890.0123456789, 'naïve 😀 "q" \\ ''', 'v', 'ab',
       'nm', 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', '2024-02-29', '2024-02-29 12:34:56.789012', '2024-02-29 12:34:56.789012+02', 7),
      (2, false, 32767, 2147483647, 9223372036854775807, 'NaN', 'Infinity', 'NaN', '', '', '', '', '00000000-0000-0000-0000-000000000000',
       '0044-03-15 BC', '1969-12-31 23:59:59.999999', '1900-01-01 00:00:00+00', 1),
      (3, null, null, null, -1, null, null, null, null, null, null, null, null, null, null, null, null)`);
  const { batches, rows } = await load({ table: 'types' });
  assert.equal(
    batches[0].schema.map(({ type }) => type).join(' '),
    'integer boolean integer integer integer number number number text text text text text date timestamp timestamp integer',
  );
  assert.equal(rows, [
    [
      1,
      true,
      -32_768,
      -2_147_483_648,
      '-9223372036854775808',
      Math.fround(0.1),
      -1.5e300,
      Number('12345678901234567890.0123456789'),
      'naïve 😀 "q" \\ \'',
      'v',
      'ab',
      'nm',
      'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11',
      '2024-02-29',
      '2024-02-29T12:34:56.789012Z',
      '2024-02-29T10:34:56.789012Z',
      7,
    ],
    [
      2,
      false,
      32_767,
      2_147_483_647,
      '9223372036854775807',
      null,
      'Infinity',
      null,
      '',
      '',
      '',
      '',
      '00000000-0000-0000-0000-000000000000',
      '0001-01-01',
      '1969-12-31T23:59:59.999999Z',
      '1900-01-01T00:00:00Z',
      1,
    ],
    [3, null, null, null, -1, null, null, null, null, null, null, null, null, null, null, null, null],
  ]);
  const n = batches[0].columns.get('n');
  assert.ok(n?.type === 'number' && Number.isNaN(n.values[1]) && n.valid?.join('') === '110');
});

test('reads batches of the size asked for, in order, whatever the order in the table', async () => {
  await server().query(
    `create table shuffled as select g as id, 'n' || g % 7 as name from generate_series(1, 2500) g order by md5(g::text)`,
  );
  const { batches, rows } = await load({ table: 'public.shuffled' });
  assert.equal(
    batches.map((batch) => batch.rows),
    [1000, 1000, 500],
  );
  assert.equal(
    rows,
    Array.from({ length: 2500 }, (_, index) => [index + 1, `n${(index + 1) % 7}`]),
  );
});

test('sorts text by its bytes, whatever the collation of the database', async () => {
  await server().query(
    `create table words (id text collate "unicode" primary key); insert into words values ('b'), ('B'), ('a'), ('Z'), ('é'), ('😀'), ('﹏'), ('')`,
  );
  assert.equal((await load({ table: 'words' })).rows.flat(), ['', 'B', 'Z', 'a', 'b', 'é', '﹏', '😀']);
});

test('names may hold quotes, dots, capitals, spaces, and be reserved words', async () => {
  await server().query(`
    create schema "Odd ""schema""";
    create table "Odd ""schema"""."select.from" ("order" int, "Sel""ect" text, "user; drop table types" int, "Ünï" int);
    insert into "Odd ""schema"""."select.from" values (2, 'b', 1, 1), (1, 'a', 2, 2)`);
  const { rows, batches } = await load({
    table: '"Odd ""schema"""."select.from"',
    columns: ['Sel"ect', 'order', 'user; drop table types', 'Ünï'],
    order_by: ['order', 'Sel"ect'],
  });
  assert.equal(rows, [
    ['a', 1, 2, 2],
    ['b', 2, 1, 1],
  ]);
  assert.equal(
    batches[0].schema.map(({ name }) => name),
    ['Sel"ect', 'order', 'user; drop table types', 'Ünï'],
  );
});

test('reads a query', async () => {
  const { rows } = await load({
    query: 'select g as id, sum(g) over (order by g) as total -- running\nfrom generate_series(1, 3) g -- end;\n ; ',
  });
  assert.equal(rows, [
    [1, 1],
    [2, 3],
    [3, 6],
  ]);
});

test('reads a query with a CTE, comments, and functions that give rows', async () => {
  const query = `/* ; */ with recursive t(id) as (select 1 union all select id + 1 from t where id < 3) -- ) q
    select id, x, upper(name) as name from t, lateral unnest(array[id * 10, id * 20]) with ordinality as u(x, at), json_each_text('{"a;--": 1}') as j(name, v)
    where at = 1 /* the end`;
  assert.is((await failure({ query })).code, 'OADS_SOURCE_SYNTAX');
  assert.equal((await load({ query: `${query} */` })).rows, [
    [1, 10, 'A;--'],
    [2, 20, 'A;--'],
    [3, 30, 'A;--'],
  ]);
});

test('reads views, materialized views, partitions and generated columns', async () => {
  const [{ major }] = await server().query<{ major: number }>("select current_setting('server_version_num')::int / 10000 as major");
  await server().query(`
    create table halves (id int, kept int generated always as (id * 2) stored${major >= 18 ? ', made int generated always as (id * 3) virtual' : ', made int default 3'})
      partition by range (id);
    create table halves_low partition of halves for values from (0) to (2);
    create table halves_rest partition of halves default;
    insert into halves (id) values (2), (1);
    create view halves_seen as select * from halves; create materialized view halves_saved as select * from halves`);
  const expected = [
    [1, 2, 3],
    [2, 4, major >= 18 ? 6 : 3],
  ];
  for (const table of ['halves', 'halves_seen', 'halves_saved']) assert.equal((await load({ table })).rows, expected, table);
});

test('a name without schema is looked up along the search_path of the connection, else of the role', async () => {
  await server().query(`
    create schema here; create table here.twofold (id int); insert into here.twofold values (1);
    create schema there; create table there.twofold (id int); insert into there.twofold values (2);
    create role pathfinder login password 'wayward' superuser; alter role pathfinder set search_path = there, here`);
  const connection = withUser('pathfinder', 'wayward');
  const read = async (from: string, table = 'twofold') => (await load({ connection: from, table })).rows.flat();
  assert.equal(await read(connection), [2]);
  assert.equal(await read(`${connection}?options=-c%20search_path%3Dhere%2Cthere`), [1]);
  assert.equal(await read(`${connection}?options=-c%20search_path%3Dhere`, 'there.twofold'), [2]);
  const wrong = await failure({ connection: `${connection}?options=-c%20search_path%3Dhree`, table: 'twofold' });
  assert.is(wrong.code, 'OADS_SOURCE_TABLE');
  assert.match(wrong.hint ?? '', /search_path/);
  const misspelt = { connection: `${connection}?options=-c%20serch_path%3Dhere`, table: 'twofold' };
  await assertFailure(misspelt, 'OADS_SOURCE_QUERY', false, /unrecognized configuration parameter "serch_path"/);
});

test('as many columns as a table can have, in batches that hold no more values than usual', async () => {
  const columns = Array.from({ length: 1599 }, (_, index) => `c${index} smallint default ${index}`);
  await server().query(`create table widest (id int, ${columns.join(', ')}); insert into widest select generate_series(1, 5250)`);
  const { batches } = await load({ table: 'widest', columns: undefined }, undefined, 65_536);
  assert.equal(
    batches.map(({ rows, schema }) => [rows, schema.length]),
    [
      [5243, 1600],
      [7, 1600],
    ],
  );
  assert.equal([...(batches[1].columns.get('c1598') as IntegerColumn).values], Array(7).fill(1598n));
});

test('a table without columns, or without those of the order, is refused', async () => {
  await server().query('create table bare ()');
  await assertFailure({ table: 'bare' }, 'OADS_SOURCE_COLUMN', false, /"id" \(from `order_by`\), got no columns$/);
});

test('the window includes its start and excludes its end, in UTC, and has the rows without a time', async () => {
  await server().query(`
    alter role current_user set TimeZone = 'Asia/Tokyo';
    create table timed as select row_number() over (order by t) as id, t at time zone 'UTC' as local, t as instant, (t at time zone 'UTC')::date as day
    from unnest(array['2025-12-31 23:59:59.999999+00', '2026-01-01 00:00:00+00', '2026-01-01 23:59:59.999999+00', '2026-01-02 00:00:00+00']::timestamptz[]) t;
    insert into timed values (5, 'infinity', 'infinity', 'infinity'), (6, null, null, null)`);
  const day = { from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z' };
  const ids = async (window: Window) => (await load({ table: 'timed', columns: ['id'] }, window)).rows.map(([id]) => id);
  assert.equal(await ids({ column: 'instant', ...day }), [2, 3, 6]);
  assert.equal(await ids({ column: 'local', ...day }), [2, 3, 6]);
  assert.equal(await ids({ column: 'day', ...day }), [2, 3, 6]);
  assert.equal(await ids({ column: 'day', from: '2026-01-01T00:00:00.000001Z', to: '2026-01-02T00:00:00.000001Z' }), [4, 6]);
  assert.equal(await ids({ column: 'instant', from: '2026-01-01T08:59:59.999999+09:00', to: '2026-01-01T00:00:00.000001Z' }), [1, 2, 6]);
  assert.is((await failure({ table: 'timed', columns: ['id'] }, { column: 'id', ...day })).code, 'OADS_SOURCE_WINDOW');
  assert.is((await failure({ table: 'timed', columns: ['id'] }, { column: 'gone', ...day })).code, 'OADS_SOURCE_COLUMN');
  await server().query('alter role current_user reset TimeZone');
});

test('an empty table is one batch of 0 rows with its columns', async () => {
  await server().query('create table nothing (id int8, name text, at timestamptz)');
  const { batches } = await load({ table: 'nothing' });
  assert.equal(
    batches.map(({ rows, schema }) => ({ rows, names: schema.map(({ name }) => name) })),
    [{ rows: 0, names: ['id', 'name', 'at'] }],
  );
});

test('the loader yields batches that know their place', async () => {
  const context = { asOf: new Date(0), contract: [], key: [], batchRows: 2, baseDir: '/', warn() {} };
  const options = {
    connection: server().connectionString,
    query: "select g as id, 'x' as t from generate_series(1, 5) g",
    order_by: ['id'],
  };
  assert.ok(isValid(postgresOptions, options));
  const places: number[][] = [];
  for await (const batch of postgresLoader.load(options, context)) places.push([batch.offset, batch.rows]);
  assert.equal(places, [
    [0, 2],
    [2, 2],
    [4, 1],
  ]);
});

test('ties are refused, within a batch and across two', async () => {
  await server().query('create table tied as select g / 2 as id, g % 2 as n from generate_series(2, 9) g');
  assert.is((await load({ table: 'tied', order_by: ['id', 'n'] })).rows.length, 8);
  await assertFailure({ table: 'tied' }, 'OADS_SOURCE_ORDER_TIE', false, /row 1 \(id = 1\) and row 2 \(id = 1\)/);
  const across = await failure({ table: 'tied', order_by: ['n'], query: undefined }, undefined, 1);
  assert.is(across.code, 'OADS_SOURCE_ORDER_TIE');
  await assertFailure(
    { query: 'select nullif(g, 2) as id from generate_series(1, 3) g' },
    'OADS_SOURCE_ORDER_NULL',
    false,
    /"id" of every row, got null in row 3/,
  );
});

test('a numeric key is read exactly or refused', async () => {
  await server().query(`
    create table decimals (id numeric(18, 0), free numeric);
    insert into decimals values (9007199254740992, 9007199254740992), (9007199254740993, 9007199254740993)`);
  assert.equal((await load({ table: 'decimals', columns: ['id'] })).rows, [['9007199254740992'], ['9007199254740993']]);
  await assertFailure({ table: 'decimals', order_by: ['free'] }, 'OADS_SOURCE_ORDER_TYPE', false, /"free" of type numeric/);
  const cast = await load({ query: 'select free::bigint as id from decimals' });
  assert.is(cast.rows.length, 2);
});

test('a numeric that a double would change is warned of, once a column, and read exactly as text', async () => {
  await server().query(`
    create table wide (id int, free numeric, fits numeric(15, 2), wide numeric(30, 20));
    insert into wide select g, case g % 4 when 0 then 1e400 when 1 then 1e-400 when 2 then g / 3.0 else g end, g / 100.0, 1 / g::numeric
    from generate_series(1, 10) g;
    insert into wide values (11, 'NaN', 'NaN', 'NaN'), (12, '-Infinity', null, null)`);
  const warnings: string[] = [];
  const read = await load({ table: 'wide' }, undefined, 4, { warn: (message) => warnings.push(message) });
  const remedy = 'type text in the contract reads it exactly, round() in a `query` says that fewer digits will do';
  assert.equal(warnings, [
    `column "free": 5 numeric values rounded to a double, 2 numeric values unreadable as beyond any double; ${remedy}`,
    `column "wide": 4 numeric values rounded to a double; ${remedy}`,
  ]);
  const free = read.batches.flatMap(({ columns }) => [...(columns.get('free') as NumberColumn).values]);
  const infinite = Number.POSITIVE_INFINITY;
  assert.equal(free, [0, 2 / 3, 3, infinite, 0, 2, 7, infinite, 0, 10 / 3, Number.NaN, -infinite]);

  warnings.length = 0;
  const contract: Schema = [
    { name: 'free', type: 'text' },
    { name: 'wide', type: 'text' },
    { name: 'id', type: 'text' },
  ];
  const exact = await load({ table: 'wide' }, undefined, 4, { contract, warn: (message) => warnings.push(message) });
  assert.equal(warnings, []);
  assert.equal(exact.rows[1], [2, '0.66666666666666666667', 0.02, '0.50000000000000000000']);
  assert.is(exact.rows[3][1], `1${'0'.repeat(400)}`);
  assert.is(exact.rows[10][1], 'NaN');
  const byText = await load({ table: 'wide', columns: ['free', 'id'], order_by: ['free', 'id'] }, undefined, 4, { contract });
  assert.equal(
    [byText.rows[0], byText.rows[11]],
    [
      ['-Infinity', 12],
      ['NaN', 11],
    ],
  );
});

test('NaN and infinities of float8 and numeric arrive as they are', async () => {
  const values = "unnest('{NaN,Infinity,-Infinity,1.5}'::TYPE[])";
  for (const type of ['float8', 'float4', 'numeric']) {
    const query = `select row_number() over () as id, v from ${values.replace('TYPE', type)} v`;
    const { batches } = await load({ query });
    const column = batches[0].columns.get('v') as NumberColumn;
    assert.equal([...column.values], [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1.5], type);
    assert.is(column.valid, undefined);
  }
});

test('what has one text form is read as text, whatever the settings of the role', async () => {
  await server().query(`
    create schema forms; set search_path = forms;
    create type state as enum ('zulu', 'alpha');
    create domain label as state;
    create type place as (name text, since date, load float8);
    create type span as range (subtype = float8);
    create table forms (
      id int, js json, jb jsonb, e state, l label, iv interval, t time, tt timetz, ip inet, net cidr, mac macaddr, x xml,
      r tstzrange, s span, arr float8[], dates date[], raw bytea, c place, p point, tv tsvector, bits varbit, o oid, mr daterange[]);
    insert into forms values (1, '{"b": 1,  "a": null}', '{"b": 1,  "a": 1.50}', 'alpha', 'zulu', '1 mon -3 days 04:05:06.789', '23:59:59.999999',
      '12:00+02', '10.0.0.1/8', '10.0.0.0/8', '08:00:2b:01:02:03', '<a>ü</a>', '[2024-02-29 01:00+01,)', '[0.1,0.30000000000000004]',
      '{0.1,NaN,NULL}', '{2024-02-29}', '\\x00ff', ('x', '2024-02-29', 1e-7), '(0.1,1e300)', 'a fat:2 cat', '101', 4294967295,
      '{"[2024-02-29,2024-03-01)"}');
    reset search_path`);
  await server().query(`
    create role painter login password 'painter'; grant usage on schema forms to painter; grant select on forms.forms to painter;
    alter role painter set DateStyle = 'German, DMY'; alter role painter set IntervalStyle = 'sql_standard';
    alter role painter set bytea_output = 'escape'; alter role painter set extra_float_digits = -5;
    alter role painter set TimeZone = 'Asia/Tokyo'; alter role painter set search_path = forms`);
  const expected = [
    [
      1,
      '{"b": 1,  "a": null}',
      '{"a": 1.50, "b": 1}',
      'alpha',
      'zulu',
      'P1M-3DT4H5M6.789S',
      '23:59:59.999999',
      '12:00:00+02',
      '10.0.0.1/8',
      '10.0.0.0/8',
      '08:00:2b:01:02:03',
      '<a>ü</a>',
      '["2024-02-29 00:00:00+00",)',
      '[0.1,0.30000000000000004]',
      '{0.1,NaN,NULL}',
      '{2024-02-29}',
      '\\x00ff',
      '(x,2024-02-29,1e-07)',
      '(0.1,1e+300)',
      "'a' 'cat' 'fat':2",
      '101',
      4294967295,
      '{"[2024-02-29,2024-03-01)"}',
    ],
  ];
  assert.equal((await load({ table: 'forms.forms' })).rows, expected);
  assert.equal((await load({ connection: withUser('painter', 'painter'), table: 'forms' })).rows, expected);
});

test('types of extensions are read as text, too', async () => {
  await server().query('create extension citext; create extension hstore');
  const query = "select 1 as id, 'AbC'::citext as c, 'b=>2,a=>1'::hstore as h, array['X'::citext] as a";
  assert.equal((await load({ query })).rows, [[1, 'AbC', '"a"=>"1", "b"=>"2"', '{X}']]);
});

test('an enum in the order sorts by its label, as it is read', async () => {
  const { rows } = await load({ query: `select unnest('{zulu,alpha}'::forms.state[]) as e`, order_by: ['e'] });
  assert.equal(rows, [['alpha'], ['zulu']]);
});

test('types whose text form differs from server to server are named, and may be left out', async () => {
  await server().query(`
    create domain price as money; create type paid as (at date, amount money);
    create table strange (id int, tags int[], amount money, prices price[], p paid, kind regclass, body jsonb)`);
  const pattern = /on every server, got "amount" \(money\), "prices" \(price\[\]\), "p" \(paid\), "kind" \(regclass\)$/;
  await assertFailure({ table: 'strange' }, 'OADS_SOURCE_TYPE', false, pattern);
  assert.match((await failure({ table: 'strange' })).hint ?? '', /"amount"::numeric as "amount"$/);
  assert.is((await load({ table: 'strange', columns: ['id', 'body'] })).batches[0].schema.length, 2);
  assert.is((await load({ query: 'select id, kind::text as kind from strange' })).batches[0].schema[1].type, 'text');
  await assertFailure({ query: 'select 1 as id, row(1, now()) as r' }, 'OADS_SOURCE_TYPE', false, /got "r" \(record\)$/);
});

test('infinite times are named', async () => {
  await assertFailure(
    { query: "select 1 as id, '-infinity'::timestamptz as at" },
    'OADS_SOURCE_INFINITE_TIME',
    false,
    /column "at", got -infinity/,
  );
});

test('a role that may read some columns can read those', async () => {
  await server().query(
    `create role reader login password 'reader'; create table guarded (id int, open int, closed int); grant select (id, open) on guarded to reader`,
  );
  const connection = withUser('reader', 'reader');
  assert.is((await load({ connection, table: 'guarded', columns: ['id', 'open'] })).batches[0].schema.length, 2);
  await assertFailure({ connection, table: 'guarded' }, 'OADS_SOURCE_PERMISSION', false, /permission denied for table guarded/);
});

test('text of a database in another encoding arrives whole', async () => {
  await server().query("create database latin encoding 'LATIN1' locale 'C' template template0");
  const connection = withUser(server().user, server().password, 'latin');
  assert.equal((await load({ connection, query: `select 1 as id, chr(233) || chr(252) as "naïve"` })).rows, [[1, 'éü']]);
});

test('what is misspelt is told apart from an outage', async () => {
  await server().query('create table plain (id int)');
  const table = { table: 'plain' };
  const { user, port } = server();
  await assertFailure(
    { connection: withUser(user, 'guess'), ...table },
    'OADS_SOURCE_CREDENTIALS',
    false,
    new RegExp(`at 127.0.0.1:${port}/postgres`),
  );
  await assertFailure({ connection: withUser('nobody', 'x'), ...table }, 'OADS_SOURCE_CREDENTIALS', false, /"nobody"/);
  await assertFailure(
    { connection: `postgres://${user}@127.0.0.1:${port}/postgres`, ...table },
    'OADS_SOURCE_CREDENTIALS',
    false,
    /wants a password/,
  );
  await assertFailure(
    { connection: withUser(user, server().password, 'nodb'), ...table },
    'OADS_SOURCE_DATABASE',
    false,
    /"nodb" does not exist/,
  );
  await assertFailure(
    { connection: `${server().connectionString}?sslmode=verify-full`, ...table },
    'OADS_SOURCE_TLS',
    false,
    /does not support SSL/,
  );
  await assertFailure({ table: 'Plain' }, 'OADS_SOURCE_TABLE', false, /relation "Plain" does not exist/);
  await assertFailure({ table: 'nowhere.plain' }, 'OADS_SOURCE_TABLE', false, /"nowhere.plain" does not exist/);
  await assertFailure({ table: 'plain', columns: ['id', 'x'] }, 'OADS_SOURCE_COLUMN', false, /column q.x does not exist/);
  await assertFailure(
    { table: 'plain', order_by: ['x'] },
    'OADS_SOURCE_COLUMN',
    false,
    /expected a column "x" \(from `order_by`\), got id/,
  );
  await assertFailure({ query: 'select 1 as id, 2 as id' }, 'OADS_SOURCE_COLUMN', false, /"id" is ambiguous/);
  await assertFailure({ query: 'selct 1' }, 'OADS_SOURCE_SYNTAX', false, /syntax error/);
  await assertFailure({ query: "select 1 as id, 'x'::text::int as n" }, 'OADS_SOURCE_QUERY', false, /22P02/);
});

test('a query can neither write nor smuggle in a second statement', async () => {
  await server().query(
    "create table kept (id int); create function wipe() returns int language sql as 'delete from kept returning 1'; insert into kept values (1)",
  );
  await assertFailure(
    { query: 'select 1 as id) q; drop table kept; select * from (select 1 as id' },
    'OADS_SOURCE_SYNTAX',
    false,
    /multiple commands/,
  );
  await assertFailure({ query: 'select wipe() as id' }, 'OADS_SOURCE_PERMISSION', false, /read-only/);
  assert.equal(await server().query('select id from kept'), [{ id: 1 }]);
});

test('nobody listening and a server that does not answer are outages', async () => {
  const silent = createServer((socket) => socket.resume());
  const port = await listen(silent);
  const connection = `postgres://u:pw-of-mine@127.0.0.1:${port}/d`;
  await assertFailure(
    { connection, table: 't', connect_timeout: 0.05 },
    'OADS_SOURCE_TIMEOUT',
    true,
    new RegExp(`127.0.0.1:${port}/d, got: no connection in time$`),
  );
  await new Promise((resolve) => silent.close(resolve));
  await assertFailure(
    { connection, table: 't' },
    'OADS_SOURCE_UNREACHABLE',
    true,
    new RegExp(`127.0.0.1:${port}/d, got: connection refused$`),
  );
  assert.not.match((await failure({ connection, table: 't' })).message, /pw-of-mine/);
});

test('a server that hangs up is an outage', async () => {
  const rude = createServer((socket) => socket.destroy());
  const port = await listen(rude);
  const thrown = await failure({ connection: `postgres://u:p@127.0.0.1:${port}/d`, table: 't' });
  assert.ok(thrown instanceof SourceError && thrown.outage);
  await new Promise((resolve) => rude.close(resolve));
});

test('a statement that takes too long is an outage of its own', async () => {
  await assertFailure(
    { query: 'select 1 as id, pg_sleep(60)::text as t', statement_timeout: '50ms' },
    'OADS_SOURCE_STATEMENT_TIMEOUT',
    true,
    /statement timeout/,
  );
});

test('a locked table is an outage of its own', async () => {
  await server().query('create table locked (id int)');
  const locker = new pg.Client({ connectionString: server().connectionString });
  await locker.connect();
  await locker.query('begin; lock table locked in access exclusive mode');
  await assertFailure({ table: 'locked', lock_timeout: 0.05 }, 'OADS_SOURCE_LOCK_TIMEOUT', true, /lock timeout/);
  await locker.end();
});

test('a server without a free connection is an outage', async () => {
  await server().query(`create role crowded login password 'crowded' connection limit 0`);
  await assertFailure(
    { connection: withUser('crowded', 'crowded'), table: 'plain' },
    'OADS_SOURCE_BUSY',
    true,
    /too many connections for role/,
  );
});

test('no session is left behind by any of this', async () => {
  const sessions = "select pid from pg_stat_activity where application_name = 'oads'";
  // A backend needs a moment to go after its client has gone.
  for (let attempt = 0; attempt < 1000 && (await server().query(sessions)).length > 0; attempt++);
  assert.equal(await server().query(sessions), []);
});

test('options fit their schema', () => {
  const good = { connection: 'postgres://h/d', table: 't', order_by: ['id'] };
  assert.ok(isValid(postgresOptions, good));
  assert.ok(isValid(postgresOptions, { ...good, connect_timeout: '500ms', statement_timeout: 0, lock_timeout: 2.5 }));
  for (const bad of [
    { order_by: [] },
    { columns: [] },
    { connect_timeout: '10 seconds' },
    { connect_timeout: -1 },
    { tabel: 't' },
    { order_by: undefined },
  ]) {
    assert.not.ok(isValid(postgresOptions, { ...good, ...bad }), JSON.stringify(bad));
  }
});

test.run();
