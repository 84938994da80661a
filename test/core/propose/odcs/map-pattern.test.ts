import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mapPattern } from '../../../../src/core/propose/odcs/map-pattern.ts';

const test = suite('core/propose/odcs/map-pattern');
const TEXTS = ['', 'a', 'ab', 'b', 'cab', 'abc', 'a\nb', 'A1', '12', 'x12y', 'a$'];

test('what matched anywhere in a text matches the whole of it', () => {
  for (const pattern of ['a', '^a', 'b$', '^ab?$', '\\d+', '^(a|b)$', 'a|1', 'a\\$', '^[ab]*$']) {
    const mapped = mapPattern(pattern);
    assert.ok(mapped, pattern);
    for (const text of TEXTS) {
      assert.is(
        new RegExp(`^(?:${mapped})$`, 'u').test(text),
        new RegExp(pattern, 'u').test(text),
        `${pattern} on ${JSON.stringify(text)}`,
      );
    }
  }
});

test('what only backtracking can do, or is no pattern, is none', () => {
  for (const pattern of ['(?=a)', '(?<!a)b', '(a)\\1', '(', '^a|b$']) assert.is(mapPattern(pattern), undefined, pattern);
});

test.run();
