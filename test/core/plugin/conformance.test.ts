import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { builtInChecks } from '../../../src/core/check/built-in-checks.ts';
import { fileLoader } from '../../../src/core/load/file-loader.ts';
import type {
  Batch,
  CheckState,
  Contributions,
  Feature,
  Finding,
  Fixtures,
  GroupCheck,
  HostApi,
  Loader,
  RowCheck,
  SummaryCheck,
  WindowCheck,
} from '../../../src/core/plugin/api.ts';
import { testContributions } from '../../../src/core/plugin/testing/test-contributions.ts';
import { scratchDir } from '../../support/cli.ts';
import { hostApi } from '../../support/host-api.ts';

const test = suite('core/plugin/conformance');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let api: HostApi;

test.before(async () => {
  scratch = await scratchDir();
  ({ api } = await hostApi());
});
test.after(() => scratch.remove());

const NO_OPTIONS = { type: 'object', properties: {}, additionalProperties: false } as never;

async function testOne(contributions: Omit<Contributions, 'apiVersion'>, fixtures: Fixtures = {}, readme?: string) {
  const named = [...(contributions.loaders ?? []), ...(contributions.checks ?? []), ...(contributions.features ?? [])];
  const dir = path.join(scratch.dir, 'plugin');
  mkdirSync(dir, { recursive: true });
  writeFileSync(path.join(dir, 'README.md'), readme ?? named.map(({ name }) => `\`${name}\``).join('\n'));
  const results = await testContributions({
    name: 'desk',
    version: '1.0.0',
    dir,
    contributions: { apiVersion: 1, ...contributions },
    fixtures,
  });
  return {
    results,
    broken: results.filter(({ problem }) => problem !== null).map(({ subject, law, problem }) => `${subject}: ${law}: ${problem}`),
  };
}

const CSV = { 'a.csv': 'id,delay\n1,2.5\n2,\n3,-4\n', 'none.csv': 'id,delay\n' };
const ROWS = [
  { id: 1, delay: 2.5, code: 'A', at: new Date('2026-01-01T00:00:00Z') },
  { id: 2, delay: null, code: null, at: new Date('2025-12-31T00:00:00Z') },
  { id: 2, delay: -4, code: 'B', at: null },
];
const SCHEMA = [
  { name: 'id', type: 'integer' },
  { name: 'delay', type: 'number' },
  { name: 'code', type: 'text' },
  { name: 'at', type: 'timestamp' },
] as const;

test('the built-in loader of files and the built-in checks keep the laws of plugins', async () => {
  const rows = { schema: SCHEMA, rows: ROWS };
  const options: Record<string, Record<string, unknown>> = {
    range: { column: 'delay', min: 0 },
    null_share: { column: 'delay', max: 0.2 },
    allowed: { column: 'code', values: ['A'] },
    pattern: { column: 'code', pattern: '^[A-Z]$' },
    unique_key: { columns: ['id'] },
    row_count: { min: 1 },
    freshness: { column: 'at', max_age: '1h' },
    column_order: { before: 'id', after: 'delay' },
  };
  const checks = builtInChecks.filter(({ name }) => name in options);
  assert.is(checks.length, Object.keys(options).length, builtInChecks.map(({ name }) => name).join());
  const dashed = checks.map((check) => Object.create(check, { name: { value: check.name.replace('_', '-') } }));
  const { results, broken } = await testOne(
    { loaders: [fileLoader], checks: dashed },
    {
      loaders: { file: { options: { path: 'a.csv' }, empty: { path: 'none.csv' }, files: CSV } },
      checks: Object.fromEntries(dashed.map(({ name }) => [name, { options: options[name.replace('-', '_')], ...rows }])),
    },
  );
  assert.equal(broken, []);
  assert.ok(results.length > 60, `${results.length} proofs`);
});

const row = (over: Partial<RowCheck>): RowCheck => ({
  kind: 'row',
  name: 'bad',
  description: 'd',
  options: NO_OPTIONS,
  columns: () => ['delay'],
  expectation: () => 'delay >= 0',
  judge: (batch, _options, _context, verdicts) => {
    const values = batch.numbers('delay');
    for (let at = 0; at < batch.rows; at++) verdicts[at] = Number.isNaN(values[at]) ? 2 : Number(values[at] < 0);
  },
  ...over,
});

/** Counts rows below 0; `over` spoils it. */
const summary = (over: (state: { failed: number }) => Partial<CheckState> & { limit?: number }): SummaryCheck => ({
  kind: 'summary',
  name: 'bad',
  description: 'd',
  options: NO_OPTIONS,
  columns: () => ['delay'],
  start() {
    const state = { failed: 0 };
    const own: CheckState & { state: typeof state } = {
      state,
      update: (batch) => {
        state.failed += batch.numbers('delay').filter((value) => value < 0).length;
      },
      merge: (other) => {
        state.failed += (other as typeof own).state.failed;
      },
      finding: (): Finding => ({ passed: state.failed === 0, observed: `${state.failed} below`, expected: 'none below' }),
    };
    return Object.assign(own, over(state));
  },
});

const window = (evaluate: WindowCheck['evaluate']): WindowCheck => ({
  kind: 'window',
  name: 'bad',
  description: 'd',
  options: NO_OPTIONS,
  columns: () => ['delay'],
  evaluate,
});

const group = (over: Partial<GroupCheck>): GroupCheck => ({
  kind: 'group',
  name: 'bad',
  description: 'd',
  options: NO_OPTIONS,
  columns: () => ['id', 'at'],
  group: () => ({ key: ['id'], order: ['at'] }),
  expectation: () => 'one of each',
  judge: (rows, _options, _context, verdicts) => {
    for (let at = 1; at < rows.rows; at++) verdicts[at] = 1;
  },
  ...over,
});

const feature = (over: Partial<Feature>): Feature =>
  ({
    name: 'bad',
    description: 'd',
    inputs: ['delay'],
    compute: (batch: Batch) => batch.numbers('delay').map((value) => value),
    ...over,
  }) as Feature;

const countdown = (load: (rows: number, options: Record<string, unknown>) => AsyncIterable<Batch>): Loader => ({
  name: 'bad',
  description: 'd',
  options: { type: 'object', properties: { path: { type: 'string', description: 'p' } }, additionalProperties: false } as never,
  load: (options, context) => load(context.batchRows, options as Record<string, unknown>),
});

const rowsOf = (values: readonly number[], batchRows: number) =>
  api.recordsToBatches(
    [{ name: 'n', type: 'integer' }],
    values.map((n) => ({ n })),
    { batchRows },
  );

let calls = 0;
let kept = 0;

/** A plugin that breaks one law, and what the suite says of it. */
const BROKEN: readonly (readonly [
  what: string,
  said: RegExp,
  contributions: () => Omit<Contributions, 'apiVersion'>,
  fixtures?: Fixtures,
])[] = [
  ['a contribution without a description', /bad: says what it is, in one line: got " "/, () => ({ checks: [row({ description: ' ' })] })],
  [
    'a verdict that depends on the batch',
    /any split .* verdicts: .*row/,
    () => ({
      checks: [
        row({
          judge: (batch, _o, _c, verdicts) => {
            verdicts[0] = Number(batch.rows > 0);
          },
        }),
      ],
    }),
  ],
  [
    'a verdict that depends on the row before',
    /any split and any order/,
    () => ({
      checks: [
        row({
          judge: (batch, _o, _c, verdicts) => {
            const values = batch.numbers('delay');
            for (let at = 1; at < batch.rows; at++) verdicts[at] = Number(values[at] < values[at - 1]);
          },
        }),
      ],
    }),
  ],
  [
    'a verdict by chance',
    /the same each time/,
    () => ({
      checks: [
        row({
          judge: (_b, _o, _c, verdicts) => {
            calls++;
            verdicts.fill(calls % 2);
          },
        }),
      ],
    }),
  ],
  [
    'another verdict',
    /gives 0, 1 or 2 a row: .*another verdict/,
    () => ({
      checks: [
        row({
          judge: (_b, _o, _c, verdicts) => {
            verdicts.fill(3);
          },
        }),
      ],
    }),
  ],
  [
    'a check that writes into the batch',
    /the batch was changed/,
    () => ({
      checks: [
        row({
          judge: (batch) => {
            batch.numbers('delay').fill(0);
          },
        }),
      ],
    }),
  ],
  [
    'a check that falls over nulls',
    /random rows: threw TypeError/,
    () => ({
      checks: [
        row({
          columns: () => ['code'],
          judge: (batch) => {
            const { codes, dictionary, valid } = batch.text('code');
            for (let at = 0; at < batch.rows; at++) (valid?.[at] === 0 ? (null as unknown as string) : dictionary[codes[at]]).trim();
          },
        }),
      ],
    }),
    { checks: { bad: { schema: SCHEMA } } },
  ],
  ['a check that says nothing', /in one line: expected a line of text, got ""/, () => ({ checks: [row({ expectation: () => '' })] })],
  ['a merge that forgets', /associative|commutative/, () => ({ checks: [summary(() => ({ merge: () => {} }))] })],
  [
    'a state that is not commutative',
    /commutative: .*found/,
    () => ({
      checks: [
        summary((state) => {
          let first: number | undefined;
          const spoilt = {
            firstOf: () => first,
            update: (batch: Batch) => {
              if (batch.rows > 0) first ??= batch.numbers('delay')[0];
            },
            merge: (other: CheckState) => {
              first ??= (other as unknown as typeof spoilt).firstOf();
            },
            finding: () => ({ passed: true, observed: `first ${first} ${state.failed}`, expected: 'anything' }),
          };
          return spoilt;
        }),
      ],
    }),
  ],
  [
    'a state of no rows that is not neutral',
    /no rows changes nothing/,
    () => ({
      checks: [
        summary((state) => ({
          merge: (other) => {
            state.failed += (other as unknown as { state: typeof state }).state.failed + 1;
          },
        })),
      ],
    }),
  ],
  [
    'a finding that counts how often it is asked',
    /the same each time it is asked/,
    () => ({
      checks: [summary((state) => ({ finding: () => ({ passed: true, observed: `${state.failed++}`, expected: 'x' }) }))],
    }),
  ],
  [
    'a state that counts batches',
    /wherever batches end/,
    () => ({
      checks: [
        summary((state) => ({
          update: () => {
            state.failed++;
          },
        })),
      ],
    }),
  ],
  [
    'a window check that looks at batches',
    /the same wherever batches end/,
    () => ({
      checks: [
        window(async (read) => {
          let batches = 0;
          for await (const _ of read(['delay'])) batches++;
          return { passed: true, observed: `${batches} batches`, expected: 'x' };
        }),
      ],
    }),
  ],
  [
    'a window check that remembers',
    /finds the same each time/,
    () => ({
      checks: [window(async () => ({ passed: true, observed: `${kept++}`, expected: 'x' }))],
    }),
  ],
  [
    'a window check that reads what it did not name',
    /not among its columns/,
    () => ({
      checks: [
        window(async (read) => {
          for await (const _ of read(['code']));
          return { passed: true, observed: 'x', expected: 'x' };
        }),
      ],
    }),
  ],
  [
    'a group check that remembers the group before',
    /each group by itself|the same each time/,
    () => ({
      checks: [
        group({
          judge: (rows, _o, _c, verdicts) => {
            verdicts[0] = kept++ % 2;
            verdicts.fill(0, Math.min(1, rows.rows));
          },
        }),
      ],
    }),
  ],
  [
    'a group check that looks at the number of the row',
    /not by its number in the source/,
    () => ({
      checks: [
        group({
          judge: (rows, _o, _c, verdicts) => {
            verdicts.fill(rows.offset > 0 ? 1 : 0);
          },
        }),
      ],
    }),
  ],
  [
    'a group by a column that is not read',
    /not among its columns: tail/,
    () => ({
      checks: [group({ group: () => ({ key: ['tail'], order: [] }) })],
    }),
  ],
  [
    'a feature of the wrong length',
    /expected 24 values, got 23/,
    () => ({ features: [feature({ compute: (batch: Batch) => batch.numbers('delay').slice(1) } as Partial<Feature>)] }),
  ],
  [
    'a feature that is a list',
    /expected a Float64Array, got Array/,
    () => ({ features: [feature({ compute: (batch: Batch) => [...batch.numbers('delay')] } as never)] }),
  ],
  [
    'a feature that depends on its batch',
    /depends on the row alone/,
    () => ({
      features: [
        feature({
          compute: (batch: Batch) => {
            const mean = batch.numbers('delay').reduce((sum, value) => sum + (value || 0), 0);
            return new Float64Array(batch.rows).fill(mean);
          },
        } as Partial<Feature>),
      ],
    }),
  ],
  [
    'a feature of infinities',
    /no infinities/,
    () => ({
      features: [feature({ compute: (batch: Batch) => batch.numbers('delay').map((value) => 1 / (value * 0)) } as Partial<Feature>)],
    }),
  ],
  [
    'an option without description',
    /no description: column/,
    () => ({
      checks: [row({ options: { type: 'object', properties: { column: { type: 'string' } }, additionalProperties: false } as never })],
    }),
  ],
  ['open options', /additionalProperties: false/, () => ({ checks: [row({ options: { type: 'object', properties: {} } as never })] })],
  [
    'an option that takes anything',
    /"x" accepts anything/,
    () => ({
      checks: [row({ options: { type: 'object', properties: { x: { description: 'x' } }, additionalProperties: false } as never })],
    }),
  ],
  [
    'a required option and no fixture',
    /has a fixture: its options have required keys: give checks.bad.options/,
    () => ({
      checks: [
        row({
          options: {
            type: 'object',
            required: ['x'],
            properties: { x: { type: 'string', description: 'x' } },
            additionalProperties: false,
          } as never,
        }),
      ],
    }),
  ],
  [
    'a fixture that does not fit',
    /no such key|unknown key/,
    () => ({ checks: [row({})] }),
    { checks: { bad: { options: { misspelt: 1 } } } },
  ],
  [
    'a fixture of nothing',
    /every fixture is of a contribution: of nothing: checks.other/,
    () => ({ checks: [row({})] }),
    { checks: { other: {} } },
  ],
  ['a loader without a fixture', /give one: loaders.bad.options/, () => ({ loaders: [countdown(() => rowsOf([1], 10))] })],
  [
    'a loader that gives other rows the second time',
    /other rows the second time/,
    () => ({ loaders: [countdown((size) => rowsOf([kept++], size))] }),
    { loaders: { bad: { options: {} } } },
  ],
  [
    'a loader whose batches are too large',
    /expected at most 1 rows a batch, got 3/,
    () => ({ loaders: [countdown(() => rowsOf([1, 2, 3], 10))] }),
    { loaders: { bad: { options: {} } } },
  ],
  [
    'a loader without offsets',
    /expected the offset 1, got 0/,
    () => ({
      loaders: [
        countdown(async function* (size) {
          for await (const batch of rowsOf([1, 2, 3], size)) yield batch.withOffset(0);
        }),
      ],
    }),
    { loaders: { bad: { options: {} } } },
  ],
  [
    'a loader that gives nothing at all',
    /one batch of no rows for an empty source/,
    () => ({ loaders: [countdown(async function* () {})] }),
    { loaders: { bad: { options: {}, empty: {} } } },
  ],
  [
    'a loader that hides a missing file',
    /"path": nothing was thrown/,
    () => ({ loaders: [countdown((size) => rowsOf([1], size))] }),
    { loaders: { bad: { options: { path: 'a.csv' }, files: CSV } } },
  ],
  [
    'a loader that lets an error of the file system through',
    /"path": expected a SourceError or UsageError, got Error: ENOENT/,
    () => ({
      loaders: [
        countdown(async function* (size, { path: file }) {
          if (String(file).includes('no-such')) throw new Error('ENOENT');
          yield* rowsOf([1], size);
        }),
      ],
    }),
    { loaders: { bad: { options: { path: 'a.csv' }, files: CSV } } },
  ],
  [
    'a check that is no check',
    /its contributions can be used: .*check "bad": expected the function judge, got undefined/,
    () => ({ checks: [row({ judge: undefined as never })] }),
  ],
];

for (const [what, said, contributions, fixtures] of BROKEN) {
  test(`the suite finds ${what}`, async () => {
    const { broken } = await testOne(contributions(), fixtures);
    assert.ok(
      broken.some((line) => said.test(line)),
      `expected ${said}, got ${JSON.stringify(broken, null, 1)}`,
    );
  });
}

test('what those are made of keeps all laws', async () => {
  for (const check of [row({}), summary(() => ({})), group({})]) assert.equal((await testOne({ checks: [check] })).broken, [], check.kind);
  assert.equal((await testOne({ features: [feature({})] })).broken, []);
  const fixture = { loaders: { bad: { options: {}, empty: { path: 'none' } } } };
  const loader = countdown((size, { path: file }) => rowsOf(file ? [] : [3, 2, 1], size));
  assert.equal((await testOne({ loaders: [loader] }, fixture)).broken, []);
});

test('a README that does not name a contribution is found, and one that is not there', async () => {
  const { broken } = await testOne({ checks: [row({})] }, {}, 'Nothing about desk.');
  assert.equal(broken, ['package: README.md names each contribution: not in it: desk:bad']);
});

test('a promise in the place of an answer is a law broken, and its rejection harms nobody', async () => {
  const later = async () => {
    throw new Error('too late');
  };
  const common = { description: 'd', options: NO_OPTIONS, columns: () => ['id'], expectation: () => 'e' };
  const { broken } = await testOne({
    checks: [
      { ...common, kind: 'row', name: 'slow', judge: later as unknown as RowCheck['judge'] },
      { ...common, kind: 'summary', name: 'sums', start: () => ({ update: later, merge: later, finding: later }) as unknown as CheckState },
    ],
    features: [{ name: 'rise', description: 'd', inputs: ['id'], compute: later as unknown as () => Float64Array }],
  });
  for (const [subject, what] of [
    ['check slow', 'judge'],
    ['check sums', 'update'],
    ['feature rise', 'compute'],
  ] as const) {
    const told = broken.filter((one) => one.startsWith(subject)).join('\n');
    assert.match(told, `expected ${what} to answer at once, got a promise`);
  }
});

test.run();
