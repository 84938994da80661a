import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { patternCheck } from '../../../../src/core/check/builtin/pattern.ts';
import type { UsageError } from '../../../../src/core/errors.ts';
import { loadPolars } from '../../../../src/core/frame/polars.ts';
import { judgeRows } from '../judge-rows.ts';
import { makeBatch } from '../make-batch.ts';

const test = suite('check/builtin/pattern');
test.before(async () => {
  await loadPolars();
});
const batch = makeBatch({ 'tail:text': ['N123AA', 'xN123AA', 'N123AA\n', null, '', 'É'], 'seats:integer': [1, 2, 3, 4, 5, 6] });

test('the whole value must match', () => {
  assert.equal(judgeRows(patternCheck, batch, { column: 'tail', pattern: 'N[0-9]+[A-Z]*' }), [0, 1, 1, 2, 1, 1]);
});

test('alternatives do not escape the ends', () => {
  assert.equal(judgeRows(patternCheck, batch, { column: 'tail', pattern: 'N123AA|x' }), [0, 1, 1, 2, 1, 1]);
});

test('patterns are Unicode', () => {
  assert.equal(judgeRows(patternCheck, batch, { column: 'tail', pattern: '\\p{Lu}' }), [1, 1, 1, 2, 1, 0]);
});

test('a broken pattern is refused before the first batch', () => {
  assert.throws(() => patternCheck.expectation({ column: 'tail', pattern: '[A-' }), /expected a regular expression, got "\[A-"/);
  assert.throws(() => patternCheck.expectation({ column: 'tail', pattern: 'a)(b' }), /expected a regular expression/);
});

test('a pattern that would backtrack for years answers at once', () => {
  const long = makeBatch({ 'tail:text': [`${'a'.repeat(50_000)}!`, 'a'.repeat(50_000)] });
  for (const pattern of ['(a+)+', '(a|a)*', '(a|aa)+', '(.*a){20}']) {
    assert.equal(judgeRows(patternCheck, long, { column: 'tail', pattern }), [1, 0], pattern);
  }
});

test('what only backtracking can do is refused before the first batch, with what to do', () => {
  for (const [pattern, what] of [
    ['(?=a)b', 'look-around `(?=…)`'],
    ['(?<!a)b', 'look-around `(?<!…)`'],
    ['(a)\\1', 'a back reference'],
    ['(?<x>a)\\k<x>', 'a back reference'],
    ['\\ud800', 'half of a surrogate pair'],
  ]) {
    assert.throws(
      () => patternCheck.expectation({ column: 'tail', pattern }),
      ({ message, exitCode }: UsageError) =>
        message.endsWith(`matched in linear time, got ${JSON.stringify(pattern)} with ${what}`) && exitCode === 2,
      pattern,
    );
  }
});

test('a pattern too large for its engine cannot be computed', () => {
  const options = { column: 'tail', pattern: '(?:\\p{L}{1000}){1000}' };
  assert.throws(() => judgeRows(patternCheck, batch, options), /too large once its repetitions are written out/);
});

test('values of one batch are known in the next', () => {
  const options = { column: 'tail', pattern: '[A-Z]+' };
  assert.equal(judgeRows(patternCheck, makeBatch({ 'tail:text': ['A', 'b'] }), options), [0, 1]);
  assert.equal(judgeRows(patternCheck, makeBatch({ 'tail:text': ['b', 'C', 'A', 'd'] }), options), [1, 0, 0, 1]);
});

test('only text has a pattern', () => {
  assert.throws(() => judgeRows(patternCheck, batch, { column: 'seats', pattern: '.' }), /must be text, got integer/);
});

test.run();
