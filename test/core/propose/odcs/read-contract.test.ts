import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadConfig } from '../../../../src/core/config/load-config.ts';
import { loadPolars } from '../../../../src/core/frame/polars.ts';
import { makePlan } from '../../../../src/core/pipeline/plan.ts';
import { createRegistry, optionSchemas } from '../../../../src/core/pipeline/registry.ts';
import { initConfig } from '../../../../src/core/propose/init-config.ts';
import { readContract } from '../../../../src/core/propose/odcs/read-contract.ts';
import { scratchDir } from '../../../support/cli.ts';

const test = suite<{ dir: string; remove: () => Promise<void> }>('core/propose/odcs/read-contract');

test.before(async (context) => {
  await loadPolars();
  Object.assign(context, await scratchDir());
});
test.after(async ({ remove }) => remove());

/** As a team would write it: two tables, every kind of rule, people and prices beside it. */
const CONTRACT = `
apiVersion: v3.1.0
kind: DataContract
id: 6f1c0d0e-5a2b-4a8e-9a57-9a8b7c6d5e4f
version: 1.2.0
name: Shipment legs
status: active
api_token: hunter2hunter2
servers:
  - {server: lake, type: s3, location: s3://bucket/legs/}
  - {server: warehouse, type: postgres, host: db.example.org, port: 5433, database: ops, schema: freight}
schema:
  - name: legs
    physicalName: legs_v2
    physicalType: table
    properties:
      - {name: carrier, logicalType: string, primaryKey: true, primaryKeyPosition: 2, examples: [KLM]}
      - {name: leg id, physicalName: leg_id, logicalType: integer, primaryKey: true, primaryKeyPosition: 1, description: number of the leg}
      - {name: sent, logicalType: date, physicalType: timestamptz, required: true, tags: [time]}
      - {name: booked, logicalType: date, logicalTypeOptions: {format: dd/MM/yyyy}}
      - name: kg
        logicalType: number
        logicalTypeOptions: {minimum: 0, exclusiveMaximum: 60000, multipleOf: 0.5}
        quality:
          - {metric: nullValues, mustBeLessThan: 5, unit: percent}
          - {type: sql, query: 'SELECT avg({property}) FROM {object}', mustBeGreaterThan: 10}
      - {name: boxes, logicalType: integer, logicalTypeOptions: {exclusiveMinimum: 0, multipleOf: 2}}
      - {name: plate, logicalType: string, unique: true, logicalTypeOptions: {pattern: '^[A-Z]{2}-[0-9]+$', maxLength: 10}}
      - {name: driver, logicalType: string, logicalTypeOptions: {format: email}, classification: confidential}
      - {name: stops, logicalType: array, items: {logicalType: string}}
      - {name: mode, logicalType: string, enum: [{value: air, label: by air}, {value: sea}]}
      - {physicalType: int}
    quality:
      - {rule: rowCount, mustBeBetween: [100, 1000000]}
      - {type: text, description: Weights are plausible for the mode.}
  - {name: ports, properties: [{name: code, logicalType: string}]}
slaProperties:
  - {property: latency, value: 2, unit: d, element: legs.sent}
  - {property: retention, value: 3, unit: y, element: legs.sent}
team: [{username: jdoe, role: Owner}]
`;

async function write(dir: string, text = CONTRACT): Promise<string> {
  const file = path.join(dir, 'legs.odcs.yaml');
  await writeFile(file, text);
  return file;
}

test('properties become columns, by their physical names', async ({ dir }) => {
  const { columns, key, name, classified } = readContract(await write(dir), { hasData: false });
  assert.is(name, 'Shipment legs');
  assert.equal(key, ['leg_id', 'carrier']);
  assert.equal(
    Object.fromEntries(columns.map(({ name: column, column: { type, nullable } }) => [column, nullable === false ? `${type}!` : type])),
    {
      carrier: 'text!',
      leg_id: 'integer!',
      sent: 'timestamp!',
      booked: 'text',
      kg: 'number',
      boxes: 'integer',
      plate: 'text',
      driver: 'text',
      stops: 'text',
      mode: 'text',
    },
  );
  assert.equal(
    classified.map(({ column }) => column),
    ['driver'],
  );
});

test('its rules become checks', async ({ dir }) => {
  const { checks } = readContract(await write(dir), { hasData: false });
  assert.equal(
    checks.map(({ check }) => check),
    [
      { check: 'unique_key', columns: ['leg_id', 'carrier'] },
      { check: 'range', column: 'kg', min: 0 },
      { check: 'expression', sql: '"kg" < 60000' },
      { check: 'null_share', column: 'kg', max: 0.05 },
      { check: 'expression', sql: '"boxes" > 0' },
      { check: 'expression', sql: '"boxes" % 2 = 0' },
      { check: 'pattern', column: 'plate', pattern: '[A-Z]{2}-[0-9]+' },
      { check: 'pattern', column: 'plate', pattern: '[\\s\\S]{0,10}' },
      { check: 'unique_key', columns: ['plate'] },
      { check: 'allowed', column: 'mode', values: ['air', 'sea'] },
      { check: 'row_count', min: 100, max: 1000000 },
      { check: 'freshness', column: 'sent', max_age: '2d' },
    ],
  );
});

test('what no config says is listed, each thing with its place, and no secret', async ({ dir }) => {
  const { notMapped } = readContract(await write(dir), { hasData: false });
  assert.equal(notMapped.map(({ path: place }) => place).sort(), [
    'api_token',
    'schema[0].properties[0].examples',
    'schema[0].properties[10]',
    'schema[0].properties[2].tags',
    'schema[0].properties[3].logicalTypeOptions.format',
    'schema[0].properties[4].logicalTypeOptions.multipleOf',
    'schema[0].properties[4].quality[1]',
    'schema[0].properties[7].logicalTypeOptions.format',
    'schema[0].properties[8].items',
    'schema[0].properties[8].logicalType',
    'schema[0].properties[9].enum[0].label',
    'schema[0].quality[1]',
    'schema[1]',
    'servers[0]',
    'slaProperties[1]',
    'status',
    'team',
  ]);
  assert.not.match(JSON.stringify(notMapped), 'hunter2');
});

test('another table of the contract, and one that it does not have', async ({ dir }) => {
  const file = await write(dir);
  assert.equal(
    readContract(file, { table: 'ports', hasData: true }).columns.map(({ name }) => name),
    ['code'],
  );
  assert.throws(() => readContract(file, { table: 'planes', hasData: true }), /expected an object "planes" in `schema`, got legs, ports/);
});

test('without rows the config names the server, and is accepted', async ({ dir }) => {
  const { yaml, look } = await initConfig({ from: await write(dir), configDir: dir, now: new Date(), warn: () => {} });
  assert.is(look, undefined);
  assert.match(yaml, 'connection: "${DATABASE_URL:-postgresql://db.example.org:5433/ops}"');
  assert.match(yaml, 'table: freight.legs_v2');
  assert.match(yaml, /# {3}slaProperties\[1\]: retention 3 y; no check judges this agreement\n/);
  const file = path.join(dir, 'oads.yaml');
  await writeFile(file, yaml);
  const registry = createRegistry();
  const config = loadConfig(file, {}, optionSchemas(registry));
  await makePlan(config, registry, { now: new Date() });
  assert.is(config.gate.age, 'required', 'the contract says how old the data may be');
});

test('beside data, guesses fill what the contract does not say', async ({ dir }) => {
  const rows = Array.from({ length: 400 }, (_, row) =>
    [
      row,
      'KLM',
      new Date(Date.UTC(2026, 0, 1) + row * 3_600_000).toISOString(),
      '',
      (row * 37) % 900,
      2 + 2 * (row % 9),
      `AB-${row}`,
      'd@x.org',
      '',
      'air',
      5 + (row % 40),
    ].join(','),
  );
  const data = path.join(dir, 'legs.csv');
  await writeFile(data, `leg_id,carrier,sent,booked,kg,boxes,plate,driver,stops,mode,wait\n${rows.join('\n')}\n`);
  const { proposal, yaml } = await initConfig({
    from: await write(dir),
    data,
    configDir: dir,
    now: new Date('2026-11-22'),
    warn: () => {},
  });
  assert.is(proposal.source.options.path, data, 'an absolute path stays one');
  assert.is(proposal.time.value, 'sent');
  assert.ok(proposal.holdout.value);
  const checks = proposal.checks.map(({ value, given }) => `${value.check} ${value.column ?? ''}${given ? '!' : ''}`);
  assert.ok(checks.includes('range wait'), 'a guess where the contract is silent');
  assert.equal(
    checks.filter((check) => check.startsWith('range kg')),
    ['range kg!'],
    'its own word where it is not',
  );
  assert.equal(
    checks.filter((check) => check.startsWith('row_count')),
    ['row_count !'],
  );
  assert.ok(proposal.features.some(({ value }) => value.name === 'wait'));
  assert.match(yaml, '# Note: 1 column of the data is not in the data contract.');
  assert.ok(
    proposal.notMapped.some(({ path: place }) => place === 'servers[1]'),
    'the server that is not read',
  );
});

/** A contract of one table in JSON, which is YAML; what it maps to, and the places that it lists. */
async function readTable(dir: string, table: object, more: object = {}) {
  const contract = { apiVersion: 'v3.1.0', kind: 'DataContract', schema: [{ name: 'legs', ...table }], ...more };
  const mapped = readContract(await write(dir, JSON.stringify(contract)), { hasData: false });
  return { ...mapped, places: mapped.notMapped.map(({ path: place }) => place) };
}

test('habits of YAML 1.1, and one entry in the place of a list', async ({ dir }) => {
  const properties = [
    { name: 'id', logicalType: 'integer', primaryKey: 'yes' },
    { name: 'a', logicalType: 'string', required: 'true', unique: 'True', quality: { metric: 'nullValues', mustBe: 0 } },
  ];
  const { key, columns, checks } = await readTable(dir, { properties });
  assert.equal(key, ['id']);
  assert.equal(
    columns.map(({ column }) => column.nullable),
    [false, false],
  );
  assert.equal(
    checks.map(({ check }) => check.check),
    ['unique_key', 'unique_key', 'null_share'],
  );
});

test('no check is written that oads refuses, or that could only err', async ({ dir }) => {
  const properties = [
    { name: 'n', logicalType: 'integer', logicalTypeOptions: { minimum: 9, maximum: 3 } },
    { name: 'n', logicalType: 'string' },
    { name: 'p', logicalType: 'string', logicalTypeOptions: { minLength: 9, maxLength: 3 } },
    { name: 'e', logicalType: 'string', enum: [] },
    { name: 'l', logicalType: 'string', logicalTypeOptions: { maxLength: 2147483647 } },
    { name: 'm', logicalType: 'integer', enum: [1, 'two'] },
  ];
  const sla = { slaProperties: [{ property: 'latency', value: 2, unit: 'd', element: 'ports.t' }] };
  const { checks, places, columns } = await readTable(dir, { properties: [...properties, { name: 't', logicalType: 'timestamp' }] }, sla);
  assert.equal(
    checks.map(({ check }) => check),
    [{ check: 'expression', sql: 'char_length("l") <= 2147483647' }],
  );
  assert.is(columns.length, 6);
  for (const place of [0, 1, 2, 3].map((index) => `schema[0].properties[${index}]`))
    assert.ok(
      places.some((listed) => listed.startsWith(place)),
      `${place}: ${places}`,
    );
  assert.ok(places.includes('schema[0].properties[5].enum') && places.includes('slaProperties[0]'), String(places));
});

test('what is no part of a check, nor of a column, is listed', async ({ dir }) => {
  const rule = { metric: 'nullValues', mustBe: 0, name: 'x', arguments: { odd: 1 } };
  const property = {
    name: 'a',
    logicalType: 'string',
    logicalTypeOptions: ['x'],
    enum: 'A',
    classification: 'internal',
    unique: 'perhaps',
  };
  const time = { name: 't', logicalType: 'timestamp' };
  const slaProperties = ['soon', { property: 'latency', value: 1, unit: 'd', element: 'legs.t', driver: 'law', description: 'why' }];
  const { places } = await readTable(
    dir,
    { properties: ['text', { ...property, quality: [rule, 'all is well'] }, time] },
    { slaProperties },
  );
  const at = 'schema[0].properties[1]';
  for (const place of [
    'schema[0].properties[0]',
    ...['logicalTypeOptions', 'enum', 'classification', 'unique', 'quality[0].name', 'quality[0].arguments.odd', 'quality[1]'].map(
      (key) => `${at}.${key}`,
    ),
    ...['slaProperties[0]', 'slaProperties[1].driver', 'slaProperties[1].description'],
  ])
    assert.ok(places.includes(place), `${place}: ${places}`);
});

test('a key that is not known is listed, wherever it stands', async ({ dir }) => {
  const extra = fc.dictionary(
    fc.stringMatching(/^x[a-z]{1,6}$/),
    fc.oneof(fc.string({ minLength: 1 }), fc.nat(), fc.constant(true), fc.array(fc.nat(), { minLength: 1 }), fc.constant({ a: 1 })),
    { maxKeys: 2 },
  );
  const property = fc.asyncProperty(
    fc.array(extra, { minLength: 8, maxLength: 8 }),
    async ([top, table, column, type, rule, args, sla, server]) => {
      const a = { name: 'a', logicalType: 'string', ...column, logicalTypeOptions: { maxLength: 5, ...type } };
      const quality = [{ metric: 'invalidValues', mustBe: 0, arguments: { validValues: ['v'], ...args }, ...rule }];
      const { places } = await readTable(
        dir,
        {
          properties: [
            { name: 't', logicalType: 'timestamp' },
            { ...a, quality },
          ],
          ...table,
        },
        {
          servers: [{ type: 'local', path: 'x.csv', ...server }],
          slaProperties: [{ property: 'latency', value: 1, unit: 'd', element: 'legs.t', ...sla }],
          ...top,
        },
      );
      const at = 'schema[0].properties[1]';
      const wanted: [string, object][] = [
        ['', top],
        ['schema[0].', table],
        [`${at}.`, column],
        [`${at}.logicalTypeOptions.`, type],
        [`${at}.quality[0].`, rule],
        [`${at}.quality[0].arguments.`, args],
        ['slaProperties[0].', sla],
        ['servers[0].', server],
      ];
      for (const [prefix, keys] of wanted)
        for (const key of Object.keys(keys)) assert.ok(places.includes(`${prefix}${key}`), `${prefix}${key} is not among ${places}`);
    },
  );
  await fc.assert(property, { numRuns: 40 });
});

test.run();
