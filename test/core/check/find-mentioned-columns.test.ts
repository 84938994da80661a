import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findMentionedColumns } from '../../../src/core/check/find-mentioned-columns.ts';

const test = suite('check/find-mentioned-columns');

test('whole words only, in the order of the schema', () => {
  const schema = ['delay', 'dep_delay', 'dep', 'Dep Time', 'a.b'].map((name) => ({ name, type: 'number' as const }));
  const find = (sql: string) => findMentionedColumns(schema, { sql, tolerance: 0.5 });
  assert.equal(find('dep_delay > 3'), ['dep_delay']);
  assert.equal(find('dep_delay > -delay'), ['delay', 'dep_delay']);
  assert.equal(find('"Dep Time" > "a.b"'), ['Dep Time', 'a.b']);
  assert.equal(find('1 = 1'), []);
});

test.run();
