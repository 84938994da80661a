import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { InitResult } from '../../src/cli/results/init.ts';
import { runJson, runOads, scratchDir } from '../support/cli.ts';
import { withPostgres } from '../support/postgres.ts';

const test = suite('cli/init-postgres');
const postgres = withPostgres(test);

test.before(async () => {
  await postgres().query(`
    CREATE SCHEMA ops;
    CREATE TABLE ops.legs (id integer PRIMARY KEY, left_at timestamptz NOT NULL, kg double precision, mode text NOT NULL);
    INSERT INTO ops.legs SELECT n, '2024-01-01'::timestamptz + n * interval '1 hour', 100 + 50 * sin(n * 12.9898) + n % 7,
      (ARRAY['air','sea','road'])[1 + n % 3] FROM generate_series(1, 1200) AS n;
    CREATE TABLE ops.heap AS SELECT * FROM ops.legs;
  `);
});

test('a table becomes a config that fits and runs; its password goes nowhere', async () => {
  const scratch = await scratchDir();
  try {
    const connection = postgres().connectionString;
    const { password } = new URL(connection);
    assert.ok(password.length > 5);
    const init = await runJson<InitResult>(['init', '--from', connection, '--table', 'ops.legs'], { cwd: scratch.dir });
    assert.is(init.code, 0, init.stdout + init.stderr);
    assert.equal(init.json.key, { value: ['id'], basis: 'the primary key of the table' });
    assert.equal(init.json.time.value, 'left_at');
    const yaml = await readFile(path.join(scratch.dir, 'oads.yaml'), 'utf8');
    assert.not.ok((yaml + init.stdout + init.stderr).includes(password));
    assert.match(yaml, 'connection: "${DATABASE_URL}"');
    assert.match(yaml, 'order_by: [id]');
    const env = { DATABASE_URL: connection };
    const fit = await runJson<{ training: { rows: number } }>(['fit'], { cwd: scratch.dir, env });
    assert.is(fit.code, 0, fit.stdout);
    const run = await runJson<{ trust: { level: string }; summary: { rows: { processed: number } } }>(['run'], { cwd: scratch.dir, env });
    assert.is(run.code, 0, run.stdout);
    assert.is(run.json.trust.level, 'qualified', JSON.stringify(run.json.trust));
  } finally {
    await scratch.remove();
  }
});

test('a table without a key, and one that is not there, say what to do', async () => {
  const heap = await runOads(['init', '--from', postgres().connectionString, '--table', 'ops.heap', '-o', '-']);
  assert.is(heap.code, 2);
  assert.match(heap.stderr, /OADS_USAGE_ORDER.*\n {2}hint: .*--order-by/);
  const ordered = await runOads([
    'init',
    '--from',
    postgres().connectionString,
    '--table',
    'ops.heap',
    '--order-by',
    'left_at,id',
    '-o',
    '-',
  ]);
  assert.is(ordered.code, 0, ordered.stderr);
  assert.match(ordered.stdout, 'order_by: [left_at, id]');
  const none = await runOads(['init', '--from', postgres().connectionString, '--table', 'ops.Legs', '-o', '-']);
  assert.is(none.code, 3);
  assert.match(none.stderr, /OADS_SOURCE_TABLE.*ops\.Legs/);
});

test.run();
