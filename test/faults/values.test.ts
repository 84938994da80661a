import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Finished, scratchDir } from '../support/cli.ts';
import { faultSuite, type Scene } from '../support/faults.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { switchTlsOn, type TlsServer } from '../support/postgres-tls.ts';
import { makeShipments, makeSmallPipeline, type SmallPipeline } from '../support/small-pipeline.ts';

let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;
let server: TestPostgres;
let tls: TlsServer | undefined;

const FILE_SOURCE = 'source: {loader: file, options: {path: batch.csv}}';

interface Connection {
  host?: string;
  query?: string;
}

function connect({ host = '127.0.0.1', query = '' }: Connection = {}): string {
  return `postgres://${server.user}:${server.password}@${host}:${server.port}/postgres${query && `?${query}`}`;
}

/** Reads what `options` say, in the order of id, without a contract. */
async function load(scene: Scene, options: Record<string, unknown>, connection?: Connection): Promise<Finished> {
  const source = { loader: 'postgres', options: { connection: connect(connection), order_by: ['id'], ...options } };
  writeFileSync(path.join(scene.dir, 'oads.yaml'), JSON.stringify({ version: 1, pipeline: 'values', source }));
  return scene.run(['load', '-c', 'oads.yaml']);
}

/** A run of the small pipeline on its batch as a table that `change` alters. */
async function runOnTable(scene: Scene, change = 'select 1'): Promise<Finished> {
  cpSync(path.dirname(pipeline.config), scene.dir, { recursive: true });
  await server.query(`
    drop table if exists shipments; drop type if exists mode; create type mode as enum ('sea', 'road', 'air');
    create table shipments (id int primary key, shipped timestamptz, weight numeric, hours float8, mode mode)`);
  await server.query('insert into shipments select * from json_populate_recordset(null::shipments, $1)', [
    JSON.stringify(makeShipments(1000, 2, 5000)),
  ]);
  await server.query(change);
  const options = JSON.stringify({ connection: connect(), table: 'shipments', order_by: ['id'] });
  const config = pipeline.reconfigure('postgres.yaml', (yaml) =>
    yaml.replace(FILE_SOURCE, `source: {loader: postgres, options: ${options}}\nfallback: {last_good: false}`),
  );
  cpSync(config, path.join(scene.dir, 'postgres.yaml'));
  return scene.run(['run', '-c', 'postgres.yaml']);
}

/** From here on the server speaks TLS, with a certificate for localhost. */
async function withTls({ dir }: Scene): Promise<void> {
  tls ??= await switchTlsOn(server);
  writeFileSync(path.join(dir, 'root.crt'), tls.authority.cert);
}

/** All that was said, where nothing is to be said but the result. */
const everything = ({ stdout, stderr }: Finished) => `${stderr}${stdout}`.trim();
const wholeResult = (rows: number) => new RegExp(`^${rows} rows? from primary, digest ID$`);

const test = faultSuite({
  section: 'values',
  before: async () => {
    scratch = await scratchDir();
    server = await startTestPostgres();
    pipeline = await makeSmallPipeline(scratch.dir);
  },
  after: async () => {
    await server?.stop();
    await scratch?.remove();
  },
  faults: [
    {
      fault: 'a column of the contract is an enum, another a `numeric`',
      provoke: (scene) => runOnTable(scene),
      exit: 0,
      says: /^$/,
      after: 'a new run, certified',
    },
    {
      fault: 'a `numeric` beyond 1.8e308',
      provoke: (scene) => runOnTable(scene, 'update shipments set weight = 1e400 where id = 5007'),
      exit: 1,
      says: /1 unreadable as number of 1,000 values/,
      after: 'a new run, withheld; no last_good',
    },
    {
      fault: 'NaN in a `numeric` and a `double precision` column',
      provoke: (scene) => runOnTable(scene, "update shipments set weight = 'NaN', hours = 'NaN' where id = 5007"),
      exit: 0,
      says: /^$/,
      after: 'a new run, certified',
    },
    {
      fault: 'a `numeric` with more digits than a double holds',
      provoke: (scene) => load(scene, { query: 'select 1 as id, 1 / 3.0 as third, 9007199254740993.0 as large' }),
      exit: 0,
      says: /^warning: .*column "third": 1 numeric value rounded to a double;/,
      after: 'nothing written',
    },
    {
      fault: 'a date that is infinity',
      provoke: (scene) => load(scene, { query: "select 1 as id, 'infinity'::date as valid_to" }),
      exit: 3,
      says: /OADS_SOURCE_INFINITE_TIME.*"valid_to"/,
      after: 'nothing written',
    },
    {
      fault: 'json, jsonb, an array, an interval, an address',
      provoke: (scene) =>
        load(scene, {
          query: "select 1 as id, '{}'::json as a, '{}'::jsonb as b, '{1}'::int[] as c, '1 day'::interval as d, '::1'::inet as e",
        }),
      exit: 0,
      says: wholeResult(1),
      line: everything,
      after: 'nothing written',
    },
    {
      fault: 'a column of type money',
      provoke: (scene) => load(scene, { query: "select 1 as id, '1.50'::money as price" }),
      exit: 3,
      says: /OADS_SOURCE_TYPE.*"price" \(money\)$/,
      after: 'nothing written',
    },
    {
      fault: 'names that are reserved words, or hold quotes, dots and spaces',
      provoke: async (scene) => {
        await server.query(`create schema "order"; create table "order"."my.table" ("select" int, "a ""b"" c" text, "Ünï" int);
          insert into "order"."my.table" values (1, 'x', 2)`);
        await load(scene, { table: 'order."my.table"', columns: ['select', 'a "b" c', 'Ünï'], order_by: ['select'] });
      },
      exit: 0,
      says: wholeResult(1),
      line: everything,
      after: 'nothing written',
    },
    {
      fault: '1,600 columns, the most that a table can have',
      provoke: async (scene) => {
        const columns = Array.from({ length: 1599 }, (_, index) => `c${index} smallint default ${index}`);
        await server.query(`create table widest (id int, ${columns.join(', ')}); insert into widest values (1), (2)`);
        await load(scene, { table: 'widest' });
      },
      exit: 0,
      says: wholeResult(2),
      line: everything,
      after: 'nothing written',
    },
    {
      fault: 'a table without columns',
      provoke: async (scene) => {
        await server.query('create table bare ()');
        await load(scene, { table: 'bare' });
      },
      exit: 3,
      says: /OADS_SOURCE_COLUMN.*got no columns/,
      after: 'nothing written',
    },
    {
      fault: 'a view over a partitioned table with a generated column',
      provoke: async (scene) => {
        await server.query(`create table parts (id int, twice int generated always as (id * 2) stored) partition by range (id);
          create table part1 partition of parts for values from (0) to (10); create table part2 partition of parts default;
          insert into parts (id) select generate_series(1, 20); create view seen as select * from parts`);
        await load(scene, { table: 'seen' });
      },
      exit: 0,
      says: wholeResult(20),
      line: everything,
      after: 'nothing written',
    },
    {
      fault: 'a function in the query that writes',
      provoke: async (scene) => {
        await server.query("create function wipe() returns setof int language sql as 'delete from parts returning id'");
        await load(scene, { query: 'select wipe() as id' });
      },
      exit: 3,
      says: /OADS_SOURCE_PERMISSION.*read-only/,
      after: 'nothing written',
    },
    {
      fault: 'a misspelt search_path in the connection',
      provoke: (scene) => load(scene, { table: 'parts' }, { query: 'options=-c%20search_path%3Dpubilc' }),
      exit: 3,
      says: /OADS_SOURCE_TABLE.*relation "parts" does not exist/,
      after: 'nothing written',
    },
    {
      fault: 'a misspelt setting in the connection',
      provoke: (scene) => load(scene, { table: 'parts' }, { query: 'options=-c%20serch_path%3Dpublic' }),
      exit: 3,
      says: /OADS_SOURCE_QUERY.*unrecognized configuration parameter "serch_path"/,
      after: 'nothing written',
    },
    {
      fault: 'a misspelt parameter of the connection',
      provoke: (scene) => load(scene, { table: 'parts' }, { query: 'sslmod=require' }),
      exit: 2,
      says: /OADS_SOURCE_CONNECTION.*got "sslmod"/,
      after: 'nothing written',
    },
    {
      fault: 'a misspelt sslmode',
      provoke: (scene) => load(scene, { table: 'parts' }, { query: 'sslmode=requrie' }),
      exit: 2,
      says: /OADS_SOURCE_CONNECTION.*got "requrie"/,
      after: 'nothing written',
    },
    {
      fault: 'sslmode=require, and the server speaks no TLS',
      provoke: (scene) => load(scene, { table: 'parts' }, { query: 'sslmode=require' }),
      exit: 3,
      says: /OADS_SOURCE_TLS.*speaks no TLS/,
      after: 'nothing written',
    },
    {
      fault: 'sslmode=verify-full, and no authority signed the certificate that is trusted here',
      provoke: async (scene) => {
        await withTls(scene);
        await load(scene, { table: 'parts' }, { host: 'localhost', query: 'sslmode=verify-full' });
      },
      exit: 3,
      says: /OADS_SOURCE_TLS.*no authority/,
      after: 'nothing written',
    },
    {
      fault: 'sslmode=verify-full, and the certificate is for another host',
      provoke: async (scene) => {
        await withTls(scene);
        await load(scene, { table: 'parts' }, { query: 'sslmode=verify-full&sslrootcert=root.crt' });
      },
      exit: 3,
      says: /OADS_SOURCE_TLS.*another host/,
      after: 'nothing written',
    },
    {
      fault: 'a file of sslrootcert that is not there',
      provoke: async (scene) => {
        await withTls(scene);
        await load(scene, { table: 'parts' }, { query: 'sslmode=verify-ca&sslrootcert=gone.crt' });
      },
      exit: 3,
      says: /OADS_SOURCE_TLS.*ENOENT: gone\.crt$/,
      after: 'nothing written',
    },
    {
      fault: 'sslmode=require with an authority, which pg would warn of',
      provoke: async (scene) => {
        await withTls(scene);
        await load(scene, { table: 'parts' }, { query: 'sslmode=require&sslrootcert=root.crt' });
      },
      exit: 0,
      says: wholeResult(20),
      line: everything,
      after: 'nothing written',
    },
  ],
});
test.run();
