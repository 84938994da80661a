import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SourceError } from '../../../../src/core/errors.ts';
import type { Batch } from '../../../../src/core/frame/batch.ts';
import { cellAt } from '../../../../src/core/frame/cell.ts';
import { readNdjson } from '../../../../src/core/frame/read/read-ndjson.ts';
import type { ReadOptions } from '../../../../src/core/frame/read/read-options.ts';

const test = suite('frame/read-ndjson');

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function read(content: string | Buffer, options: Partial<ReadOptions> = {}, chunkBytes = 1 << 20): Promise<Batch[]> {
  const batches: Batch[] = [];
  for await (const batch of readNdjson('a.ndjson', inChunks(Buffer.from(content), chunkBytes), { batchRows: 1000, ...options }))
    batches.push(batch);
  return batches;
}

function rowsOf(batches: Batch[]): unknown[][] {
  return batches.flatMap((batch) =>
    Array.from({ length: batch.rows }, (_, row) => batch.schema.map(({ name }) => cellAt(batch.column(name), row))),
  );
}

const typesOf = ([batch]: Batch[]) => batch.schema.map(({ name, type }) => `${name}:${type}`).join(' ');

async function failure(work: Promise<unknown>): Promise<SourceError> {
  const error = await work.then(
    () => undefined,
    (thrown) => thrown,
  );
  assert.instance(error, SourceError);
  assert.not.match(error.message, /\n/);
  return error;
}

test('types are those of JSON, times are guessed, an absent field is null', async () => {
  const batches = await read(
    '{"i":1,"n":1,"b":true,"s":"1","d":"2024-01-01","t":"2024-01-01T10:00:00Z","x":null}\n' +
      '{"n":2.5,"s":null,"d":"2024-01-02","t":"2024-01-02","i":-2}\n\n',
  );
  assert.is(typesOf(batches), 'i:integer n:number b:boolean s:text d:date t:timestamp x:text');
  assert.equal(rowsOf(batches), [
    [1, 1, true, '1', '2024-01-01', '2024-01-01T10:00:00Z', null],
    [-2, 2.5, null, null, '2024-01-02', '2024-01-02T00:00:00Z', null],
  ]);
});

test('integers of 64 bits are exact, longer ones are text', async () => {
  const batches = await read('{"a":9007199254740993,"b":9223372036854775808,"c":0.1234567890123456789}\n');
  assert.is(typesOf(batches), 'a:integer b:text c:number');
  assert.equal(rowsOf(batches), [['9007199254740993', '9223372036854775808', 0.12345678901234568]]);
});

test('a byte order mark, CRLF, no last line end, and any chunks', async () => {
  for (const size of [1, 3, 1000]) {
    const batches = await read('\ufeff{"a":"é"}\r\n{"a":"b"}', {}, size);
    assert.equal(rowsOf(batches), [['é'], ['b']]);
  }
});

test('batches have running offsets', async () => {
  const text = Array.from({ length: 5 }, (_, row) => `{"a":${row}}\n`).join('');
  assert.equal(
    (await read(text, { batchRows: 2 })).map(({ offset, rows }) => [offset, rows]),
    [
      [0, 2],
      [2, 2],
      [4, 1],
    ],
  );
  assert.is((await read(text, { batchRows: 5 })).length, 1);
});

test('contract columns keep what JSON says; mixed values are text', async () => {
  const contract = [
    { name: 'a', type: 'number' },
    { name: 't', type: 'timestamp' },
  ] as const;
  assert.is(typesOf(await read('{"a":1,"t":"2024-01-01"}\n{"a":"x","t":"2024-01-02"}\n', { contract })), 'a:text t:text');
});

test('a guessed type stays; a field that comes late is warned of', async () => {
  const warnings: string[] = [];
  const text = '{"a":1,"s":"x"}\n{"a":2,"s":"y"}\n{"a":"4","s":7}\n{"s":true,"late":1}\n{"a":3,"late":2}\n';
  const batches = await read(text, { batchRows: 2, warn: (message) => warnings.push(message) });
  assert.equal(rowsOf(batches), [
    [1, 'x'],
    [2, 'y'],
    [4, '7'],
    [null, 'true'],
    [3, null],
  ]);
  assert.is(warnings.length, 1);
  assert.match(warnings[0], /"late" first appears at line 4/);
});

test('a value that does not read as the guessed type is refused with its line', async () => {
  const cases: [string, RegExp][] = [
    ['{"a":1}\n\n{"a":2}\n{"a":3}\n{"a":4.5}\n', /^a\.ndjson: line 5: expected integer in field "a", as guessed .*, got 4.5$/],
    ['{"a":1}\n{"a":2}\n{"b":1}\n{"a":"z"}\n', /line 4: expected integer in field "a".* got "z"$/],
    ['{"a":true}\n{"a":false}\n{"a":7}\n', /line 3: expected boolean .* got 7$/],
    ['{"a":1.5}\n{"a":1e400}\n', /line 2: expected number .* got Infinity$/],
    ['{"a":"2024-01-01"}\n{"a":null}\n{"a":"2024-01-02 10:00"}\n', /line 3: expected date .* got "2024-01-02 10:00"$/],
  ];
  for (const [text, message] of cases) {
    const error = await failure(read(text, { batchRows: 2 }));
    assert.is(error.code, 'OADS_COLUMN_TYPE');
    assert.match(error.message, message);
    assert.match(error.hint ?? '', /contract/);
  }
});

test('no message shows the value of a hidden field, which is read as text', async () => {
  const hides = (name: string) => name === 'ssn';
  const text = '{"ssn":78051120,"a":1}\n{"ssn":"078-05-1120","a":2}\n{"ssn":null,"a":3}\n{"ssn":true,"a":4}\n';
  const batches = await read(text, { batchRows: 1, hides });
  assert.equal(
    batches.map((batch) => typesOf([batch])),
    ['ssn:text a:integer', 'ssn:text a:integer', 'ssn:text a:integer', 'ssn:text a:integer'],
  );
  assert.equal(
    rowsOf(batches).map(([ssn]) => ssn),
    ['78051120', '078-05-1120', null, 'true'],
  );
  const broken = '{"ssn":"078-05-1120","a":1}\n{"ssn":"219-09-9999",a}\n';
  assert.match((await failure(read(broken, {}))).message, /219-09-9999|position/);
  const error = await failure(read(broken, { hides }));
  assert.is(error.message, 'a.ndjson: line 2: expected one flat JSON object, got a line that is no JSON');
  assert.is(error.cause, undefined);
});

test('a field of the contract that comes late is refused', async () => {
  const contract = [{ name: 'late', type: 'number' }] as const;
  const error = await failure(read('{"a":1}\n{"a":1,"late":2}\n', { batchRows: 1, contract }));
  assert.match(error.message, /^a\.ndjson: line 2: .*"late"/);
});

test('columns: a projection', async () => {
  assert.is(typesOf(await read('{"a":1,"b":2}\n', { columns: ['b'] })), 'b:integer');
  assert.is((await failure(read('{"a":1}\n', { columns: ['b'] }))).code, 'OADS_COLUMN_MISSING');
});

test('nested values are refused by field and line', async () => {
  assert.match((await failure(read('{"a":1}\n{"a":{"b":1}}\n'))).message, /line 2: .* an object in field "a"/);
  assert.match((await failure(read('{"a":[1]}\n'))).message, /line 1: .* a list in field "a"/);
});

test('a line that is no object is refused with its line', async () => {
  assert.match((await failure(read('{"a":1}\n\n{"a":\n'))).message, /^a\.ndjson: line 3: expected one flat JSON object/);
  assert.match((await failure(read('{"a":1}\n5\n'))).message, /line 2: .* a number/);
  assert.match((await failure(read(Buffer.from([0x7b, 0xff, 0x7d])))).message, /line 1: expected UTF-8/);
});

test('a broken line is shown', async () => {
  const messages: [string, RegExp][] = [
    ['{"a":1}\n{"a":2,\n', /line 2: expected one flat JSON object, got an object that is cut short: \{"a":2,$/],
    ['{"a":"x\n', /got an object that is cut short: \{"a":"x$/],
    ['{"a":1,\n', /cut short/],
    [`{"a":1}{"a":2}\n`, /got broken JSON at character 8: \{"a":1\}\{"a":2\}$/],
    [`{"a":"${'x'.repeat(100)}" 7}\n`, /got broken JSON at character 109: …x+" 7\}$/],
    ['{"a":NaN}\n', /got broken JSON: \{"a":NaN\}$/],
  ];
  for (const [text, message] of messages) assert.match((await failure(read(text))).message, message);
});

test('a field that is there twice is refused, one that only looks so is not', async () => {
  assert.match((await failure(read('{"a":1}\n{"a":1,"b":2,"a":3}\n'))).message, /line 2: .* got the field "a" twice$/);
  assert.match((await failure(read('{"\\u0061":1,"a":3}\n'))).message, /got the field "a" twice$/);
  const fine = '{"a":"\\"a\\":1, \\"b\\":","b" : ":"}\n';
  assert.equal(rowsOf(await read(fine)), [['"a":1, "b":', ':']]);
});

test('names that JavaScript objects inherit are plain fields', async () => {
  assert.equal(rowsOf(await read('{"constructor":1,"__proto__":2,"toString":null}\n')), [[1, 2, null]]);
});

test.run();
