import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { describeInit } from '../../../src/cli/render/init.ts';
import { loadConfig } from '../../../src/core/config/load-config.ts';
import { loadPolars } from '../../../src/core/frame/polars.ts';
import { createRegistry, optionSchemas } from '../../../src/core/pipeline/registry.ts';
import { type Init, initConfig } from '../../../src/core/propose/init-config.ts';
import { MIN_CERTIFIED_ROWS } from '../../../src/core/snapshot/claims.ts';
import { scratchDir } from '../../support/cli.ts';

const test = suite<{ dir: string; remove: () => Promise<void> }>('core/propose/guesses');
const NOW = new Date('2026-11-22T12:00:00Z');

test.before(async () => {
  await loadPolars();
});
test.before.each(async (context) => {
  Object.assign(context, await scratchDir());
});
test.after.each(async ({ remove }) => remove());

async function init(dir: string, text: string, name = 'x.csv'): Promise<Init & { warnings: string[] }> {
  const from = path.join(dir, name);
  await writeFile(from, text);
  const warnings: string[] = [];
  return { ...(await initConfig({ from, configDir: dir, now: NOW, warn: (message) => warnings.push(message) })), warnings };
}

/** A CSV of a header and rows; numbers vary, and follow no order. */
function table(header: string, rows: number, cells: (row: number, noise: number) => string): string {
  return `${header}\n${Array.from({ length: rows }, (_, row) => cells(row, ((row * 7919) % 1009) / 1009)).join('\n')}\n`;
}

test('no value of a personal or secret column is written, whether its name or its values say so', async ({ dir }) => {
  const people = ['Anna Bauer', 'A. Bauer', 'Doe, Jane'];
  const columns: [string, string[]][] = [
    ['driver', people],
    ['kunde', people],
    ['held_by', ['Wiebke Krause', 'Ortrud Maier', 'K. Maier']],
    ['note', ['wrong gate', 'wet floor', 'call Anna at 0170 1234567']],
    ['password', ['hunter2', 'abc123']],
    ['api_token', ['t0k3n', 'k3y']],
    ['paid_with', ['4111 1111 1111 1111', '5500 0000 0000 0004']],
    ['source', ['10.1.2.3', '10.9.8.7']],
    ['city', ['New York', 'San Diego', 'Los Angeles']],
  ];
  const { yaml, proposal } = await init(
    dir,
    table(`v,${columns.map(([name]) => name).join()}`, 300, (row, noise) =>
      [noise, ...columns.map(([, values]) => `"${values[row % values.length]}"`)].join(),
    ),
  );
  for (const [name, values] of columns.slice(0, -1)) for (const value of values) assert.not.ok(yaml.includes(value), `${name}: ${value}`);
  assert.equal(
    proposal.personal.map(({ column }) => column),
    columns.slice(0, -1).map(([name]) => name),
  );
  assert.equal(
    proposal.features.filter(({ value }) => value.model).map(({ value }) => value.name),
    [],
  );
  assert.match(yaml, 'values: [Los Angeles, New York, San Diego]');
});

test('a list of values is not written where a rare one of them is personal', async ({ dir }) => {
  const { yaml } = await init(
    dir,
    table('v,remark', 900, (row, noise) => `${noise},${row % 100 === 7 ? 'ask olga' : ['ok', 'late', 'early'][row % 3]}`),
  );
  assert.not.match(yaml, /olga/);
});

test('beside the window stands what the check of row counts should ask of a day', async ({ dir }) => {
  const { yaml } = await init(
    dir,
    table('t,v', 600, (row, noise) => `${new Date(Date.UTC(2025, 0, 1) + row * 2_000_000).toISOString()},${noise}`),
  );
  assert.match(yaml, /\n# With a window .*enough-rows.*: of a day, min: 20; nine days in ten have 43 rows or more\.\n/);
  assert.match(
    yaml,
    '\n# `oads fit` then reads only the day before the hold-out: fit with a longer window, or with --reference FILE, which is read whole.\n',
  );
});

test('decimal commas are remarked on, and make no feature and no list', async ({ dir }) => {
  const made = await init(
    dir,
    table('v,preis,klasse', 300, (row, noise) => `${noise},"${row % 97},${row % 10}","${['4,5', '5', '6,5'][row % 3]}"`),
  );
  const { yaml, proposal, warnings } = made;
  assert.match(describeInit(made, 'oads.yaml').lines.join('\n'), /\nleft out {2}.*preis \(numbers with a decimal comma\)/);
  assert.match(
    yaml,
    '# Note: "preis": 100 % of the values look like numbers with a decimal comma: text until they are written with a point, and so no feature.',
  );
  assert.match(warnings.join('\n'), /^"preis": .* Export the file with decimal points, or convert that column/);
  assert.equal(
    proposal.features.map(({ value }) => value.name),
    ['v'],
  );
  assert.not.match(yaml, /known-klasse/);
});

test('columns without a name, and one called __proto__, are left out in a way that a config may have', async ({ dir }) => {
  for (const key of ['', '__proto__']) {
    const rows = Array.from({ length: 120 }, (_, row) => `{"${key}":1,"a":${(row * 37) % 101},"b":${row}}`).join('\n');
    const { yaml } = await init(dir, `${rows}\n`, 'x.ndjson');
    const file = path.join(dir, 'oads.yaml');
    await writeFile(file, yaml);
    const config = loadConfig(file, {}, optionSchemas(createRegistry()));
    assert.equal(key === '' ? config.columns?.keep : config.columns?.drop, key === '' ? ['a', 'b'] : ['__proto__']);
    assert.not.match(yaml, /line end/);
  }
});

test('times in the future are called that, not history', async ({ dir }) => {
  const { yaml } = await init(
    dir,
    table('t,v', 200, (row, noise) => `${row === 199 ? '9999-12-31' : '2026-11-0'.concat(String(1 + (row % 9)))},${noise}`),
  );
  assert.match(yaml, '# Note: "t" holds times in the future, up to 9999-12-31: perhaps a placeholder');
  assert.not.match(yaml, /are history/);
});

test('no model where its inputs are too few to tell rows apart, and no hold-out by times that are mostly equal', async ({ dir }) => {
  const poor = await init(
    dir,
    table('id,mode', 600, (row) => `${row},${['air', 'sea', 'road'][(row * row) % 3]}`),
  );
  assert.is(poor.proposal.fit.value, undefined);
  assert.match(poor.proposal.fit.basis, 'mode alone has too few different values');
  const equal = await init(
    dir,
    table('t,v', 1500, (row, noise) => `2025-01-0${row < 50 ? 1 : 2},${noise}`),
  );
  assert.equal(equal.proposal.holdout.value, { row: 1000 });
  assert.ok(equal.proposal.fit.value);
});

test('whatever the hour at which the rows end, enough are held out, from a midnight on, to be certified', async ({ dir }) => {
  for (let hour = 0; hour < 24; hour += 3) {
    const end = Date.parse('2026-11-20T00:00:00Z') + hour * 3_600_000;
    const timeOf = (row: number) => new Date(end - (700 - row) * 20 * 60_000).toISOString();
    const { proposal } = await init(
      dir,
      table('t,v', 700, (row, noise) => `${timeOf(row)},${noise}`),
    );
    const at = proposal.holdout.value?.at ?? '';
    const heldOut = Array.from({ length: 700 }, (_, row) => timeOf(row)).filter((time) => time >= at).length;
    assert.ok(heldOut >= MIN_CERTIFIED_ROWS, `${hour}: ${heldOut}`);
    assert.match(at, 'T00:00:00');
  }
});

test('comments say no more than is so', async ({ dir }) => {
  const three = await init(dir, 'id,n,m\n1,2,1\n2,3,1\n3,3,2\n');
  assert.not.match(three.yaml, /in the hold-out/);
  assert.match(three.yaml, 'too few rows to fit a model on: 3 rows');
  const none = await init(dir, 'a,b\n');
  assert.match(none.yaml, '# key: none; no row was seen');
  assert.match(none.warnings.join(), 'the source has 2 columns and no rows: nothing was learnt');
  const lone = await init(
    dir,
    table('v,source', 600, (row, noise) => `${row === 5 ? -25 : 80 * noise},x`),
  );
  assert.match(lone.yaml, /the lowest stands far from the others \(-25, then 0/);
  assert.match(lone.yaml, '# guess: the only value in 600 rows\n');
  assert.match(lone.yaml, '\n# `oads config schema > oads.schema.json` writes that file');
  assert.match(lone.yaml, `path: "${path.join(dir, 'x.csv')}"`, 'absolute, as it was given');
});

test('parts that differ in a file without times are warned of, and parts that are alike are not', async ({ dir }) => {
  const sorted = table('a,b,c', 600, (row, noise) => `${noise},${noise + row / 300},${row < 300 ? (noise * 7) % 1 : 3 + noise}`);
  const { warnings, yaml } = await init(dir, sorted);
  assert.match(warnings.join(), /^2 of 3 features differ between the rows before row 420 .*a run will show drift/);
  assert.match(yaml, '# Note: 2 of 3 features differ');
  const alike = await init(
    dir,
    table('a,b', 600, (row, noise) => `${noise},${(row * 31) % 101}`),
  );
  assert.equal(alike.warnings, []);
});

test('what was meant as a connection is refused without its password', async ({ dir }) => {
  for (const from of ['postgres:/u:s3cretpw@127.0.0.1:1/db', 'postgres//u:s3cretpw@127.0.0.1:1/db', 'u:s3cretpw@127.0.0.1:1/db']) {
    const refused = await initConfig({ from, table: 't', configDir: dir, now: NOW, warn: () => {} }).catch((error) => error);
    assert.is(refused.exitCode, 2, from);
    assert.match(refused.hint, 'postgres://');
    assert.not.match(`${refused.message} ${refused.hint}`, /s3cretpw/);
  }
});

test.run();
