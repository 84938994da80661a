import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { patternCheck } from '../../../../src/core/check/builtin/pattern.ts';
import { judgeRows } from '../judge-rows.ts';
import { makeBatch } from '../make-batch.ts';

const test = suite('check/builtin/pattern');
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

test('only text has a pattern', () => {
  assert.throws(() => judgeRows(patternCheck, batch, { column: 'seats', pattern: '.' }), /must be text, got integer/);
});

test.run();
