import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createColumnPolicy, isHidden } from '../../../src/core/config/column-policy.ts';
import { Batch } from '../../../src/core/frame/batch.ts';
import { loadPolars } from '../../../src/core/frame/polars.ts';
import { chooseColumns, findAbsent } from '../../../src/core/load/choose-columns.ts';

const test = suite('load/choose-columns');
const pl = await loadPolars();
const batch = Batch.fromFrame(pl.DataFrame({ a: [1, 2], b: ['x', 'y'], c: [true, false] }));

test('keep and drop leave the other columns in the order of the source, in both faces', () => {
  for (const policy of [createColumnPolicy({ keep: ['c', 'a'] }), createColumnPolicy({ drop: ['b'] })]) {
    const chosen = chooseColumns(batch, policy);
    assert.equal(
      chosen.schema.map(({ name }) => name),
      ['a', 'c'],
    );
    assert.equal(chosen.frame.columns, ['a', 'c']);
    assert.equal([...chosen.numbers('a')], [1, 2]);
    assert.throws(() => chosen.column('b'), /expected a column "b"/);
  }
  assert.is(chooseColumns(batch, createColumnPolicy({ drop: ['z'] })), batch, 'nothing to do');
});

test('names that the source does not have', () => {
  assert.equal(findAbsent(batch, createColumnPolicy({ drop: ['b', 'bb'] })), [{ list: 'drop', name: 'bb' }]);
  assert.equal(findAbsent(batch, createColumnPolicy({ keep: ['a', 'aa'] })), [{ list: 'keep', name: 'aa' }]);
});

test('hidden is what is dropped or masked', () => {
  const kept = createColumnPolicy({ keep: ['a', 'b'], mask: ['b'], mask_key: 'k' });
  assert.equal(
    ['a', 'b', 'c'].map((name) => isHidden(kept, name)),
    [false, true, true],
  );
});

test.run();
