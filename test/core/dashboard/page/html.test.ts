import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { datum, escapeHtml, html } from '../../../../src/core/dashboard/page/parts/html.ts';
import { anyCharacter } from '../../../support/any-character.ts';

const test = suite('dashboard/page/html');

test('escapes every value that is not markup already', () => {
  assert.is(
    html`<p title="${'"><b>'}">${'<b>'}${html`<i>${'&'}</i>`}</p>`.markup,
    '<p title="&quot;&gt;&lt;b&gt;">&lt;b&gt;<i>&amp;</i></p>',
  );
});

test('joins lists, leaves out what is absent, keeps zero', () => {
  assert.is(html`${[html`<b>1</b>`, '<', null]}|${null}${undefined}${false}|${0}|${true}`.markup, '<b>1</b>&lt;||0|true');
});

test('an object that only looks like markup is escaped', () => {
  const forged = { markup: '<script>' } as unknown as string;
  assert.not.match(html`${forged}`.markup, '<script>');
});

test('no text survives with a character that could open markup', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: anyCharacter }),
      (text) => !/[<>"'`\u0000-\u0008\u007f]|&(?!(?:amp|lt|gt|quot|#39|#96);)/.test(escapeHtml(text)),
    ),
  );
});

test('escaping loses nothing but control characters', () => {
  const back = (text: string) =>
    text
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&#39;', "'")
      .replaceAll('&#96;', '`')
      .replaceAll('&amp;', '&');
  fc.assert(fc.property(fc.string(), (text) => back(escapeHtml(text)) === text));
});

test('a value out of the data is set apart and cut', () => {
  assert.is(datum('<x>').markup, '<bdi>&lt;x&gt;</bdi>');
  assert.is(datum(null).markup, '<span class="none">none</span>');
  assert.is(datum(false).markup, '<bdi>false</bdi>');
  assert.is(datum('x'.repeat(300)).markup.length, '<bdi></bdi>'.length + 200);
});

test.run();
