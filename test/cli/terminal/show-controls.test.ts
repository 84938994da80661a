import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { showControls, showControlsInLines, toPrintableJson } from '../../../src/cli/terminal/show-controls.ts';

const test = suite('cli/terminal/show-controls');

test('what a terminal would obey is shown', () => {
  assert.is(showControls('\u001b[2J\u0007\u009b1m\r\n\tx\u007f'), '\\x1b[2J\\x07\\x9b1m\\r\\n\\tx\\x7f');
  assert.is(showControls('a\u202eb\u2066c\u200fd\u2028e\ufefff'), 'a\\u{202e}b\\u{2066}c\\u{200f}d\\u{2028}e\\u{feff}f');
  assert.is(showControls('u\u200bs\u200ce\u200dr\u2060'), 'u\\u{200b}s\\u{200c}e\\u{200d}r\\u{2060}', 'signs without a width');
  assert.is(showControls('❤️‍🔥 👩🏽‍🚀 👩\u200d'), '❤️‍🔥 👩🏽‍🚀 👩\\u{200d}', 'joiners stay between emoji');
  assert.is(showControls('Zürich 漢字 👩‍👩‍👧 \\x1b'), 'Zürich 漢字 👩‍👩‍👧 \\x1b', 'what does no harm stays');
});

test('text of several lines stays in lines', () => {
  assert.is(showControlsInLines('one\n\u001btwo\r\n'), 'one\n\\x1btwo\\r\n');
});

test('JSON has no control character in it, and says the same', () => {
  const value = { 'key\u202e': ['\u001b\u009b\u2028\u2029\ufeff\u0000', '漢字'] };
  for (const json of [toPrintableJson(value), toPrintableJson(value, 2)]) {
    assert.not.match(json, /(?!\n)[\p{Cc}\u2028\u2029\u202e\ufeff]/u);
    assert.equal(JSON.parse(json), value);
  }
});

test.run();
