import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import * as assert from 'uvu/assert';
import { startPostgres } from '../../scripts/embedded-postgres.mjs';
import { readParts, writePart } from '../../src/core/frame/part-store.ts';
import { loadPolars } from '../../src/core/frame/polars.ts';
import type { SystemState } from '../../src/core/snapshot/system-state.ts';
import { type Finished, runOads, scratchDir, startOads } from '../support/cli.ts';
import { type Fault, faultSuite, type Scene } from '../support/faults.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { makeShipments, makeSmallPipeline, type SmallPipeline, writeShipments } from '../support/small-pipeline.ts';
import { type ProxyFault, startProxy, type TcpProxy } from '../support/tcp-proxy.ts';

let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;
/** Its config, before it reads from PostgreSQL. */
let fileYaml = '';
let server: TestPostgres;
/** A cluster that outlives its servers: some tests stop theirs, or keep it from starting. */
let clusterDir = '';

/** More rows than one batch, so that some are taken before anything breaks. */
const MANY = 80_000;
const HELD_ROW = 70_000;
/** In the second batch: a row has 53 bytes. */
const STALLED_BYTE = 3_800_000;
const MANY_ROWS = `
  create table many as select id, timestamptz '2026-01-01' + id * interval '1 min' as shipped, 50.0::float8 as weight,
    48.0::float8 as hours, 'air' as mode from generate_series(1, ${MANY}) id;
  alter table many add primary key (id);
  create function hold(id int) returns boolean language plpgsql as
    'begin if id = ${HELD_ROW} then perform pg_advisory_lock_shared(7); end if; return true; end';
  alter database postgres set enable_sort = off`;
/** Gives its first rows, then waits for as long as a test holds the lock. */
const HELD_QUERY = `query: "select * from many where hold(id)"`;

const NONE = '{last_good: false}';
const LAST_GOOD = '{max_age: 365d}';
const FILE = '{last_good: false, file: {path: backup.csv}, max_age: 365d}';
const BOTH = '{file: {path: backup.csv}, max_age: 365d}';

/** Where a command runs, and who watches it. */
type Place = Pick<Scene, 'dir' | 'observe'>;

interface Situation {
  /** Of the loader; the table `shipments` by default. */
  readonly options?: string;
  readonly orderBy?: string;
  /** Runs the command while the source is at fault. */
  readonly provoke: (place: Place) => Promise<Finished>;
}

function configure(dir: string, fallback: string, { options = 'table: shipments', orderBy = 'id' }: Partial<Situation> = {}): void {
  const source = `source: {loader: postgres, options: {connection: "\${DB}", ${options}, order_by: [${orderBy}]}}\nfallback: ${fallback}\nscore: {workers: 0}`;
  writeFileSync(path.join(dir, 'oads.yaml'), fileYaml.replace(/^source: .*$/m, source));
}

/** Writes the config, with model and fallback file beside it. */
function prepare({ dir }: Place, fallback: string, situation?: Partial<Situation>): void {
  configure(dir, fallback, situation);
  for (const name of ['model', 'backup.csv']) cpSync(path.join(scratch.dir, name), path.join(dir, name), { recursive: true });
}

/** What a certified run on the rows of the table `shipments` left. */
function addCertifiedRun({ artifacts }: Scene): void {
  cpSync(pipeline.artifacts, artifacts, { recursive: true, verbatimSymlinks: true });
  // The copy keeps the modes of files alone.
  for (const entry of readdirSync(artifacts, { recursive: true, withFileTypes: true }))
    if (entry.isDirectory()) chmodSync(path.join(entry.parentPath, entry.name), 0o700);
}

const ARGUMENTS = ['run', '-c', 'oads.yaml'];

function run({ dir, observe }: Place, connection = server.connectionString): Promise<Finished> {
  return observe(() => runOads(ARGUMENTS, { cwd: dir, env: { DB: connection } }));
}

/** The server's address with something else in it. */
function connectAs(change: { user?: string; password?: string; port?: number; database?: string }): string {
  const { user, password, port, database } = { ...server, ...change };
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
}

/** Runs the command until it waits in the middle of its COPY; `strike` gets the backend that it reads from. */
async function runHeld({ dir, observe }: Place, held: TestPostgres, strike: (backend: number) => unknown): Promise<Finished> {
  const holder = await connect(held);
  await holder.query('select pg_advisory_lock(7)');
  try {
    return await observe(async () => {
      const { finished } = startOads(ARGUMENTS, { cwd: dir, env: { DB: held.connectionString } });
      await strike(await findWaiting(held, 'advisory', finished));
      return finished;
    });
  } finally {
    await holder.end();
  }
}

async function connect({ connectionString }: TestPostgres): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  client.on('error', () => {});
  await client.connect();
  return client;
}

/** The backend that waits for such a lock. */
async function findWaiting({ query }: TestPostgres, kind: 'advisory' | 'relation', finished: Promise<Finished>): Promise<number> {
  let ended: Finished | undefined;
  finished.then((result) => (ended = result));
  for (;;) {
    const [row] = await query<{ pid: number }>(
      `select pid from pg_stat_activity where wait_event_type = 'Lock' and wait_event = '${kind}'`,
    );
    if (row) return row.pid;
    if (ended) throw new Error(`the command ended before the test could act: ${ended.stderr}`);
    await query('select pg_sleep(0.02)');
  }
}

async function withProxy<T>(fault: ProxyFault, use: (proxy: TcpProxy) => Promise<T>): Promise<T> {
  const proxy = await startProxy(server.port, fault);
  try {
    return await use(proxy);
  } finally {
    await proxy.close();
  }
}

const runThrough = (place: Place, fault: ProxyFault) => withProxy(fault, ({ port }) => run(place, connectAs({ port })));

/** A server of the cluster that a test may stop. */
async function startCluster(): Promise<TestPostgres> {
  const isNew = clusterDir === '';
  if (isNew) {
    clusterDir = mkdtempSync(path.join(tmpdir(), 'oads-cluster-'));
    // As root the server has another account, which has to get through.
    chmodSync(clusterDir, 0o711);
  }
  const own = await startTestPostgres({ dataDir: path.join(clusterDir, 'data') });
  if (isNew) await own.query(MANY_ROWS);
  return own;
}

/** A server that recovers from an archive is held there by the command that fetches from it. */
async function runWhileStarting(place: Place): Promise<Finished> {
  const own = await startCluster();
  await own.stop();
  const go = path.join(clusterDir, 'go');
  const settings = path.join(own.dataDir, 'postgresql.auto.conf');
  const before = readFileSync(settings, 'utf8');
  const signal = path.join(own.dataDir, 'recovery.signal');
  appendFileSync(settings, `restore_command = 'n=0; while [ ! -e "${go}" ] && [ $n -lt 600 ]; do sleep 0.1; n=$((n+1)); done; false'\n`);
  writeFileSync(signal, '');
  chmodSync(signal, 0o666);
  const port = await findFreePort();
  const started = startPostgres({ dataDir: path.join(clusterDir, 'data'), port }).then(
    (late) => late.stop(),
    // Nothing in the archive: what it then says about that does not matter here.
    () => {},
  );
  try {
    const connectionString = connectAs({ ...own, port });
    for (let state = ''; state !== '57P03'; ) state = await new pg.Client({ connectionString }).connect().then(() => '', codeOf);
    return await run(place, connectionString);
  } finally {
    writeFileSync(go, '');
    await started;
    writeFileSync(settings, before);
    for (const file of [signal, go]) rmSync(file, { force: true });
  }
}

const codeOf = (error: { code?: string }) => error.code ?? '';

async function findFreePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

const nobodyListens: Situation = { provoke: (place) => run(place, connectAs({ port: 1 })) };
const wrongPassword: Situation = { provoke: (place) => run(place, connectAs({ password: 'not-this-one' })) };
const missingTable: Situation = { options: 'table: shipment', provoke: run };
const slowStatement: Situation = {
  options: 'query: "select s.* from shipments s, pg_sleep(60)", statement_timeout: 200ms',
  provoke: run,
};
const lockedTable: Situation = {
  options: 'table: shipments, lock_timeout: 200ms',
  provoke: async (place) => {
    const locker = await connect(server);
    await locker.query('begin; lock table shipments in access exclusive mode');
    try {
      return await run(place);
    } finally {
      await locker.end();
    }
  },
};
const terminatedBackend: Situation = {
  options: HELD_QUERY,
  provoke: (place) => runHeld(place, server, (backend) => server.query('select pg_terminate_backend($1)', [backend])),
};
const stoppedServer: Situation = {
  options: HELD_QUERY,
  provoke: async (place) => {
    const own = await startCluster();
    try {
      return await runHeld(place, own, () => process.kill(own.pid, 'SIGQUIT'));
    } finally {
      await own.stop();
    }
  },
};
const silentConnection: Situation = {
  // Few rows: the server must have sent them long before its own timeout.
  options: 'table: shipments, statement_timeout: 500ms',
  provoke: (place) => runThrough(place, { afterBytes: 20_000, mode: 'stall' }),
};
const tiedOrder: Situation = { orderBy: 'mode', provoke: run };

/** Without a fallback: exit 3, and nothing changes. */
function failing(fault: string, situation: Situation, says: RegExp, { certified = false } = {}): Fault {
  return {
    fault,
    exit: 3,
    says,
    after: certified ? 'the earlier run stays' : 'nothing written',
    provoke: async (scene) => {
      prepare(scene, NONE, situation);
      if (certified) addCertifiedRun(scene);
      const { stdout, stderr } = await situation.provoke(scene);
      assert.is(stdout, '');
      assert.match(stderr, /\n {2}hint: /);
      if (!certified) assert.equal(readdirSync(path.join(scene.artifacts, 'shipments', 'spool')), []);
    },
  };
}

interface Expected {
  readonly used: 'last_good' | 'file';
  readonly reason: string;
  readonly outage: boolean;
  /** Also tries whether the same again is the same run, byte for byte. */
  readonly twice?: boolean;
}

/** With one: exit 0, and the summary and the artifacts say which rows were used and why. */
function fallingBack(fault: string, situation: Situation, expected: Expected): Fault {
  const isLastGood = expected.used === 'last_good';
  return {
    fault: `${fault}; ${isLastGood ? 'there is a last good load' : 'there is a fallback file'}`,
    exit: 0,
    says: new RegExp(
      `^the source could not be read: .*${isLastGood ? 'the rows of the last good load' : 'backup.csv'} instead of postgres`,
    ),
    after: isLastGood ? 'a new run, qualified; last_good stays' : 'a new run, qualified',
    provoke: async (scene) => {
      prepare(scene, isLastGood ? LAST_GOOD : FILE, situation);
      if (isLastGood) addCertifiedRun(scene);
      assertFellBack(scene, await situation.provoke(scene), expected);
      if (!expected.twice) return;
      const before = photograph(scene);
      const again = await situation.provoke({ dir: scene.dir, observe: (work) => work() });
      assert.match(again.stdout, /this run was there already and verified/);
      assert.equal(photograph(scene), before, 'the same run id, the same bytes');
    },
  };
}

function assertFellBack({ artifacts }: Scene, { stdout, stderr }: Finished, { used, reason, outage }: Expected): void {
  const what = outage ? 'is not available at the moment' : 'cannot be read as configured';
  assert.match(stderr, new RegExp(`^warning: postgres ${what}: expected .*; reading .* instead`, 'm'));
  assert.match(stdout, new RegExp(`^source used +${used}: postgres ${what}: expected `, 'm'));
  for (const text of [stdout, stderr]) assert.is(/somebody must change the setting or the source/.test(text), !outage, text);
  assert.is(
    /^same rows +certified in run [0-9a-f]{16}, which finished at \S+Z and stays the last good one$/m.test(stdout),
    used === 'last_good',
  );
  const state: SystemState = JSON.parse(readFileSync(path.join(artifacts, 'shipments', 'latest', 'system_state.json'), 'utf8'));
  assert.equal([state.summary.source_used, state.summary.fallback_reason], [used, reason]);
  const why = state.trust.reasons.find(({ code }) => code === 'fallback_used');
  assert.match(
    why?.evidence ?? '',
    `instead of postgres, which ${outage ? 'was not available' : 'could not be read as configured'} (${reason}); newest row 2026-`,
  );
}

/** Which run is the latest, which the last good one, and every byte of the former. */
function photograph({ artifacts }: Scene): unknown {
  const at = (name: string) => realpathSync(path.join(artifacts, 'shipments', name));
  const files = readdirSync(at('latest')).map((name) => [name, readFileSync(path.join(at('latest'), name), 'utf8')]);
  return [at('latest'), at('last_good'), files];
}

/** Rows of the last good load that were tampered with. */
function damaged(
  fault: string,
  damage: (spool: string) => unknown,
  fallback: string,
  rest: Pick<Fault, 'exit' | 'says' | 'after'> & Partial<Fault>,
): Fault {
  return {
    fault,
    ...rest,
    provoke: async (scene) => {
      prepare(scene, fallback);
      addCertifiedRun(scene);
      await damage(path.join(scene.artifacts, 'shipments', 'spool'));
      await nobodyListens.provoke(scene);
    },
  };
}

const warningOf = ({ stderr }: Finished, about: RegExp) => stderr.split('\n').find((line) => about.test(line)) ?? '';

/** A sound part that lacks the first of the rows that were kept. */
async function alterPart(spool: string): Promise<void> {
  await loadPolars();
  const dir = path.join(spool, 'last_good');
  for await (const batch of readParts(dir)) await writePart(dir, 0, batch.select(new Uint8Array(batch.rows).fill(1, 1)));
}

function dangle(spool: string): void {
  rmSync(path.join(spool, 'last_good'));
  symlinkSync('0123456789abcdef', path.join(spool, 'last_good'));
}

const test = faultSuite({
  section: 'source',
  before: async () => {
    scratch = await scratchDir();
    [pipeline, server] = await Promise.all([makeSmallPipeline(scratch.dir), startTestPostgres()]);
    writeShipments(path.join(scratch.dir, 'backup.csv'), makeShipments(1000, 3, 6000));
    await server.query(`${MANY_ROWS};
      create table shipments (id int primary key, shipped timestamptz, weight float8, hours float8, mode text);
      create role stranger login password 'stranger';
      create role crowded login password 'crowded' connection limit 0`);
    await server.query('insert into shipments select * from json_populate_recordset(null::shipments, $1)', [
      JSON.stringify(makeShipments(1000, 2, 5000)),
    ]);
    fileYaml = readFileSync(pipeline.config, 'utf8');
    configure(scratch.dir, LAST_GOOD);
    const { code, stdout, stderr } = await run({ dir: scratch.dir, observe: (work) => work() });
    assert.is(code, 0, stderr);
    assert.match(stdout, /^trust level +certified$/m);
  },
  after: async () => {
    await server?.stop();
    if (clusterDir !== '') rmSync(clusterDir, { recursive: true, force: true });
    await scratch?.remove();
  },
  faults: [
    failing("nobody listens at the server's port", nobodyListens, /OADS_SOURCE_UNREACHABLE.*connection refused/, { certified: true }),
    failing(
      'the server is still starting',
      { provoke: runWhileStarting },
      /OADS_SOURCE_BUSY.*does not accept connections yet \(the database system is starting up\)/,
    ),
    failing(
      'the server has no free connection',
      { provoke: (place) => run(place, connectAs({ user: 'crowded', password: 'crowded' })) },
      /OADS_SOURCE_BUSY.*too many connections/,
    ),
    failing('the password is wrong', wrongPassword, /OADS_SOURCE_CREDENTIALS.*refused the password/, { certified: true }),
    failing(
      'there is no such database',
      { provoke: (place) => run(place, connectAs({ database: 'nowhere' })) },
      /OADS_SOURCE_DATABASE.*"nowhere" does not exist/,
    ),
    failing('there is no such table', missingTable, /OADS_SOURCE_TABLE.*"shipment" does not exist/, { certified: true }),
    failing(
      'there is no such column',
      { options: 'table: shipments, columns: [id, shipped, weight, hours, mood]', provoke: run },
      /OADS_SOURCE_COLUMN.*mood/,
    ),
    failing(
      'the user may not read the table',
      { provoke: (place) => run(place, connectAs({ user: 'stranger', password: 'stranger' })) },
      /OADS_SOURCE_PERMISSION.*permission denied/,
    ),
    failing('`order_by` does not tell the rows apart', tiedOrder, /OADS_SOURCE_ORDER_TIE.*row 1 .* and row 2/),
    failing('the query takes longer than `statement_timeout`', slowStatement, /OADS_SOURCE_STATEMENT_TIMEOUT/),
    failing('another session locks the table', lockedTable, /OADS_SOURCE_LOCK_TIMEOUT/, { certified: true }),
    failing('the backend is terminated in the middle of the rows', terminatedBackend, /OADS_SOURCE_LOST/, { certified: true }),
    failing('the server is stopped in the middle of the rows', stoppedServer, /OADS_SOURCE_LOST/),
    failing(
      'the connection is closed in the middle of the rows',
      { options: 'table: many', provoke: (place) => runThrough(place, { afterBytes: STALLED_BYTE, mode: 'close' }) },
      /OADS_SOURCE_LOST/,
    ),
    failing('the connection goes silent in the middle of the rows', silentConnection, /OADS_SOURCE_TIMEOUT/, { certified: true }),
    failing(
      'the connection is accepted and never answered',
      {
        options: 'table: shipments, connect_timeout: 200ms',
        provoke: (place) => runThrough(place, { afterBytes: 0, mode: 'stall' }),
      },
      /OADS_SOURCE_TIMEOUT/,
    ),
    fallingBack('nobody listens', nobodyListens, { used: 'last_good', reason: 'OADS_SOURCE_UNREACHABLE', outage: true, twice: true }),
    fallingBack('the password is wrong', wrongPassword, { used: 'last_good', reason: 'OADS_SOURCE_CREDENTIALS', outage: false }),
    fallingBack('there is no such table', missingTable, { used: 'file', reason: 'OADS_SOURCE_TABLE', outage: false, twice: true }),
    fallingBack('`order_by` does not tell the rows apart', tiedOrder, {
      used: 'last_good',
      reason: 'OADS_SOURCE_ORDER_TIE',
      outage: false,
    }),
    fallingBack('the query takes too long', slowStatement, { used: 'file', reason: 'OADS_SOURCE_STATEMENT_TIMEOUT', outage: true }),
    fallingBack('the backend is terminated in the middle of the rows', terminatedBackend, {
      used: 'last_good',
      reason: 'OADS_SOURCE_LOST',
      outage: true,
      twice: true,
    }),
    fallingBack('the server is stopped in the middle of the rows', stoppedServer, {
      used: 'file',
      reason: 'OADS_SOURCE_LOST',
      outage: true,
    }),
    fallingBack('the connection goes silent in the middle of the rows', silentConnection, {
      used: 'last_good',
      reason: 'OADS_SOURCE_TIMEOUT',
      outage: true,
    }),
    {
      fault: 'the source is back, with the same rows, after a run on fallback rows',
      exit: 0,
      says: /^$/,
      after: 'an earlier run is the latest again',
      provoke: async (scene) => {
        prepare(scene, LAST_GOOD);
        addCertifiedRun(scene);
        await nobodyListens.provoke({ dir: scene.dir, observe: (work) => work() });
        const { stdout } = await run(scene);
        assert.match(stdout, /^trust level +certified$/m);
        assert.match(stdout, /^source used +primary$/m);
      },
    },
    {
      fault: 'nobody listens; there is no last good load, and no such fallback file',
      exit: 3,
      says: /OADS_SOURCE_UNREACHABLE.*\(then tried the rows of the last good load: there are none yet; backup.csv: .*no such file\)$/,
      after: 'nothing written',
      provoke: async (scene) => {
        prepare(scene, BOTH);
        rmSync(path.join(scene.dir, 'backup.csv'));
        const { stderr } = await nobodyListens.provoke(scene);
        assert.match(stderr, /\n {2}hint: check that the server runs/);
      },
    },
    damaged('nobody listens; the rows of the last good load were altered; there is no file', alterPart, LAST_GOOD, {
      exit: 3,
      says: /OADS_SOURCE_UNREACHABLE.*\(then tried the rows of the last good load: they were altered: /,
      after: 'the earlier run stays',
    }),
    damaged('nobody listens; the rows of the last good load were altered; there is a fallback file', alterPart, BOTH, {
      exit: 0,
      says: /the rows of the last good load cannot be used: they were altered: .*; reading backup.csv instead/,
      after: 'a new run, qualified',
      line: (finished) => warningOf(finished, /altered/),
    }),
    damaged('nobody listens; the link to the rows of the last good load leads nowhere; there is a fallback file', dangle, BOTH, {
      exit: 0,
      says: /the rows of the last good load cannot be used: .*got none; reading backup.csv instead/,
      after: 'a new run, qualified',
      line: (finished) => warningOf(finished, /got none/),
    }),
    {
      fault: 'SIGTERM while the table is locked by another session',
      exit: 143,
      says: /OADS_INTERRUPTED/,
      after: 'the earlier run stays',
      provoke: async (scene) => {
        prepare(scene, LAST_GOOD);
        addCertifiedRun(scene);
        const locker = await connect(server);
        await locker.query('begin; lock table shipments in access exclusive mode');
        try {
          await scene.observe(async () => {
            const { child, finished } = startOads(ARGUMENTS, { cwd: scene.dir, env: { DB: server.connectionString } });
            await findWaiting(server, 'relation', finished);
            child.kill('SIGTERM');
            return finished;
          });
        } finally {
          await locker.end();
        }
      },
    },
    ...(
      [
        ['SIGINT while a server that took the connection says nothing', 0],
        ['SIGINT while the server has gone silent in the middle of the rows', STALLED_BYTE],
      ] as const
    ).map(
      ([fault, afterBytes]): Fault => ({
        fault,
        exit: 130,
        says: /OADS_INTERRUPTED/,
        after: 'the earlier run stays',
        provoke: async (scene) => {
          prepare(scene, LAST_GOOD, { options: 'table: many' });
          addCertifiedRun(scene);
          await withProxy({ afterBytes, mode: 'stall' }, ({ port, struck }) =>
            scene.observe(async () => {
              const { child, finished } = startOads(ARGUMENTS, { cwd: scene.dir, env: { DB: connectAs({ port }) } });
              await Promise.race([struck, finished]);
              child.kill('SIGINT');
              return finished;
            }),
          );
        },
      }),
    ),
  ],
});
test.run();
