import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { formatScore, formatShare } from '../../../../src/core/dashboard/page/parts/format.ts';
import { plainDatum } from '../../../../src/core/dashboard/page/parts/plain-datum.ts';
import { renderAge } from '../../../../src/core/dashboard/page/parts/render-age.ts';
import { renderText } from '../../../../src/core/dashboard/page/parts/render-text.ts';

const test = suite('dashboard/page/parts');

test('a share is never shown as all or as none where it is not', () => {
  assert.equal([0, 1, 0.0123, 0.5, 7998 / 8000, 0.9999996].map(formatShare), [
    '0.0 %',
    '100.0 %',
    '1.23 %',
    '50.0 %',
    '99.98 %',
    '99.99996 %',
  ]);
  assert.equal([-0.3, 1.05, 1 - 1e-12, 1e-9].map(formatShare), ['-30.0 %', '105.0 %', '> 99.999999 %', '1.0e-7 %']);
  const counts = fc.integer({ min: 2, max: 2 ** 31 }).chain((n) => fc.tuple(fc.integer({ min: 1, max: n - 1 }), fc.constant(n)));
  fc.assert(fc.property(counts, ([count, n]) => !/^(100|0)(\.0+)? %$/.test(formatShare(count / n))));
});

test('a score is never shown above itself, and the order of two is kept: asking for what is shown finds the row', () => {
  assert.equal([0.81, 0.61996, 0.61995, 6.5689999, 0.62, 12, -0.5].map(formatScore), [
    '0.81',
    '0.61996',
    '0.61995',
    '6.56899',
    '0.62',
    '12',
    '-0.5',
  ]);
  const toNumber = (score: number) => Number(formatScore(score).replaceAll(',', ''));
  const scores = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(fc.property(scores, (score) => toNumber(score) <= score && score - toNumber(score) <= Math.abs(score) * 2e-5));
  fc.assert(fc.property(scores, scores, (a, b) => a > b || toNumber(a) <= toNumber(b)));
});

test('an age that lies ahead of the clock is neither old nor ago', () => {
  const now = new Date('2026-03-01T08:00:00.000Z');
  assert.match(renderAge('2026-03-01T11:00:00Z', now, 'ago').markup, '>3h ahead of the clock</span> <span class="at">');
  assert.match(renderAge('2026-03-01T07:00:00Z', now, 'old').markup, '>1h</span> old <span class="at">');
  assert.match(renderAge('2026-03-01T07:00:00Z', now).markup, '>1h</span> <span class="at">');
  assert.match(renderAge(null, now, 'ago').markup, 'at an unknown time');
});

test('where no markup sets data apart they are cut and cannot turn their surroundings', () => {
  assert.is(plainDatum('a\u202eb\u2066c'), 'a\ufffdb\ufffdc');
  assert.is(plainDatum('x'.repeat(500)).length, 200);
});

test('an instant within a text is one that can be shown in another zone; a year is none', () => {
  assert.is(
    renderText('newest row 2026-03-01T05:00:00Z <b>, 2025').markup,
    '<bdi>newest row <time datetime="2026-03-01T05:00:00.000Z">2026-03-01 05:00:00 UTC</time> &lt;b&gt;, 2025</bdi>',
  );
});

test.run();
