import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { terminalEffects } from '../../src/cli/progress.ts';
import { takeWarnings } from '../../src/cli/warnings.ts';

const test = suite('cli/progress');
const ERASE = '\r\u001b[2K';

/** Effects with a clock and a stream of the test's own. */
function watch({
  isTTY = true,
  columns = 80,
  quiet = false,
  env = {},
}: {
  isTTY?: boolean;
  columns?: number;
  quiet?: boolean;
  env?: Record<string, string>;
}) {
  const written: string[] = [];
  const stream = { isTTY: isTTY as true, columns, write: (text: string) => written.push(text) };
  const clock = { ms: 0 };
  const effects = terminalEffects({ quiet, verbose: true, stream, now: () => clock.ms, env });
  const at = (ms: number, done: number, total?: number) => {
    clock.ms = ms;
    effects.progress('load', done, total);
  };
  return { effects, written, stream, at };
}

test('on a terminal nothing in the first second, then one line, drawn again at most ten times a second', () => {
  const { written, at } = watch({});
  for (let ms = 0; ms < 1000; ms += 10) at(ms, ms, 3000);
  assert.equal(written, []);
  for (let ms = 1000; ms <= 2000; ms += 10) at(ms, ms, 3000);
  assert.is(written.length, 11);
  assert.is(written[0], `${ERASE}[###.......]  33 %  loading and checking, 1,000 rows/s, 2 s left`);
  assert.ok(written.every((text) => text.startsWith(ERASE) && !text.includes('\n')));
});

test('rows a second and the time that is left; without a total only what is known', () => {
  const { written, at } = watch({ columns: 200 });
  at(0, 0, 1_000_000);
  at(2000, 2000, 1_000_000);
  assert.is(
    written.pop(),
    `${ERASE}[....................]   0 %  loading and checking: 2,000 of 1,000,000 rows, 1,000 rows/s, 16 min 38 s left`,
  );
  const open = watch({ columns: 200 });
  open.at(0, 0);
  open.at(2000, 2000);
  assert.equal(open.written, [`${ERASE}loading and checking: 2,000 rows, 1,000 rows/s`]);
});

test('the line is never as wide as the window, also after it was made narrower', () => {
  const { written, stream, at } = watch({ columns: 120 });
  at(0, 0, 3_000_000);
  for (const [index, columns] of [120, 100, 80, 60, 40, 20].entries()) {
    stream.columns = columns;
    at(2000 + index * 1000, 123_456, 3_000_000);
    const line = (written.at(-1) as string).slice(ERASE.length);
    assert.ok(line.length < columns, `${columns}: ${line}`);
    assert.match(line, / {2}4 %.*(left|…)$/, `${columns}: ${line}`);
  }
});

test('the line is gone before anything else is said, and when the stage is over', () => {
  const { effects, written, at } = watch({});
  at(0, 0);
  at(1500, 10);
  effects.warn('careful\u001b[2J');
  assert.equal(written.slice(1), [ERASE, 'warning: careful\\x1b[2J\n']);
  at(1700, 20);
  effects.progress('score', 0);
  assert.is(written.at(-1), ERASE);
  const { length } = written;
  effects.clear();
  assert.is(written.length, length, 'there is nothing to clear');
  takeWarnings();
});

test('elsewhere a plain line every ten seconds', () => {
  for (const { written, at } of [watch({ isTTY: false }), watch({ env: { TERM: 'dumb' } })]) {
    for (let ms = 0; ms <= 25_000; ms += 100) at(ms, ms);
    assert.equal(written, ['loading and checking: 10,000 rows, 1,000 rows/s\n', 'loading and checking: 20,000 rows, 1,000 rows/s\n']);
  }
});

test('quiet says nothing, and keeps the warnings for the result', () => {
  const { effects, written, at } = watch({ quiet: true });
  at(0, 0);
  at(60_000, 1);
  effects.announce?.('loading');
  effects.info('loaded');
  effects.warn('careful');
  assert.equal(written, []);
  assert.equal(takeWarnings(), ['careful']);
  assert.equal(takeWarnings(), [], 'once');
});

test('warnings of a process that runs for days are bounded', () => {
  const { effects } = watch({ quiet: true });
  for (let count = 0; count < 1500; count++) effects.warn(`number ${count}`);
  const taken = takeWarnings();
  assert.equal([taken.length, taken[0], taken.at(-1)], [1001, 'number 0', 'and 500 more']);
});

test.run();
