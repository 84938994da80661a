import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadConfig } from '../../../src/core/config/load-config.ts';
import { ConfigError } from '../../../src/core/errors.ts';
import { refuseHiddenColumns } from '../../../src/core/pipeline/refuse-hidden-columns.ts';
import { createRegistry, optionSchemas } from '../../../src/core/pipeline/registry.ts';

const test = suite('pipeline/refuse-hidden-columns');
const dir = mkdtempSync(join(tmpdir(), 'oads-hidden-'));
test.after(() => rmSync(dir, { recursive: true }));

const check = { kind: 'row' as const, description: '', options: { type: 'object', properties: { of: { type: 'string' } } } };
const registry = createRegistry({
  loaders: new Map(),
  checks: new Map([
    ['p:reads', { ...check, name: 'p:reads', columns: ({ of }) => [of as string], judge() {}, expectation: () => '' }],
    [
      'p:tells',
      { ...check, name: 'p:tells', columns: ({ of }) => [of as string], readsValues: () => false, judge() {}, expectation: () => '' },
    ],
  ]),
  features: new Map([['p:f', { name: 'p:f', description: '', inputs: ['a'], compute: () => new Float64Array() }]]),
  versions: {},
  broken: new Map(),
});

/** The message, without the directory; line 4 is `columns`, line 5 what comes with it. Undefined when nothing is refused. */
function refusal(columns: string, more: string): string | undefined {
  const file = join(dir, 'oads.yaml');
  const key = columns.includes('mask') ? ', mask_key: 0123456789abcdef' : '';
  writeFileSync(file, `version: 1\npipeline: demo\nsource: {loader: file, options: {path: x}}\ncolumns: {${columns}${key}}\n${more}\n`);
  const config = loadConfig(file, {}, optionSchemas(registry));
  try {
    refuseHiddenColumns(config, registry, config.features);
    return undefined;
  } catch (error) {
    assert.instance(error, ConfigError);
    return (error as ConfigError).message.replace(`${dir}/`, '');
  }
}

const NEEDS = [
  ['key: [a]', 'the key'],
  ['contract: {columns: {a: {type: text, optional: true}}}', 'the contract'],
  ['segments: [a]', 'the segments'],
  ['segments: [[b], [b, a]]', 'the segments'],
  ['season: {columns: [a]}', 'the season'],
  ['season: {column: a, by: [hour]}', 'the season'],
  ['window: {column: a, length: 1d}', 'the window'],
  ['features: [{name: f, column: a}]', 'feature "f"'],
  ['features: [{name: a}]', 'feature "a"'],
  ['features: [{name: f, plugin: "p:f"}]', 'feature "f"'],
  ['checks: [{check: range, column: a, min: 0}]', 'check "range" (range)'],
  ['checks: [{check: row_count, min: 1}, {id: x, check: allowed, column: a, values: [1]}]', 'check "x" (allowed)'],
  ['checks: [{check: pattern, column: a, pattern: b}]', 'check "pattern" (pattern)'],
  ['checks: [{check: freshness, column: a, max_age: 1d}]', 'check "freshness" (freshness)'],
  ['checks: [{check: column_order, before: b, after: a}]', 'check "column_order" (column_order)'],
  ['checks: [{check: expression, sql: "b > 0 AND (a)<1"}]', 'check "expression" (expression)'],
  ['checks: [{check: unique_key, columns: [b, a]}]', 'check "unique_key" (unique_key)'],
  ['checks: [{check: null_share, column: a, max: 0.5}]', 'check "null_share" (null_share)'],
  ['checks: [{check: column, column: a}]', 'check "column" (column)'],
  ['checks: [{check: column, column: a, type: text}]', 'check "column" (column)'],
  ['checks: [{check: "p:reads", of: a}]', 'check "p:reads" (p:reads)'],
  ['checks: [{check: "p:tells", of: a}]', 'check "p:tells" (p:tells)'],
] as const;

test('what is needed cannot be dropped', () => {
  for (const [more, by] of NEEDS) {
    assert.is(
      refusal('drop: [z, a]', more),
      `oads.yaml:4:21 columns.drop[1]: expected a column that nothing needs, got "a", which ${by} needs`,
      more,
    );
    assert.is(refusal('drop: [z]', more), undefined, more);
  }
});

test('what is needed must be among what is kept', () => {
  for (const [more, by] of NEEDS.filter(([text]) => !text.includes('expression'))) {
    assert.is(refusal('keep: [b]', more), `oads.yaml:4:11 columns.keep: expected "a" among the columns, since ${by} needs it`, more);
    assert.is(refusal('keep: [a, b]', more), undefined, more);
  }
});

test('what reads values cannot have tokens; what only tells them apart can', () => {
  const telling = /^(key|contract|segments|season: \{columns)|unique_key|null_share|check: column, column: a\}|p:tells/;
  for (const [more, by] of NEEDS) {
    const expected = `oads.yaml:4:18 columns.mask[0]: expected a column whose values nothing reads, got "a", whose values ${by} reads`;
    assert.is(refusal('mask: [a]', more), telling.test(more) ? undefined : expected, more);
  }
  assert.is(refusal('mask: [a]', 'checks: [{check: expression, sql: "aa > 0 AND a_b < 1"}]'), undefined, 'names as whole words');
});

test.run();
