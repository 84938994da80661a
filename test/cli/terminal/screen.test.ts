import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { columnsOf, takesColour } from '../../../src/cli/terminal/screen.ts';

const test = suite('cli/terminal/screen');
const terminal = { isTTY: true as const, columns: 100 };
const pipe = { isTTY: false, columns: 0 } as unknown as NodeJS.WriteStream;

test('a terminal is as wide as it says, a pipe has no width; COLUMNS goes before both', () => {
  assert.equal([columnsOf(terminal, {}), columnsOf(pipe, {})], [100, undefined]);
  assert.equal([columnsOf(terminal, { COLUMNS: '60' }), columnsOf(pipe, { COLUMNS: '60' })], [60, 60]);
  for (const COLUMNS of ['', '0', '-1', 'wide', '1e3'])
    assert.equal([columnsOf(terminal, { COLUMNS }), columnsOf(pipe, { COLUMNS })], [100, undefined]);
  assert.equal([columnsOf({ isTTY: true, columns: 0 }, {}), columnsOf({ isTTY: true, columns: 3 }, {})], [80, 20]);
});

test('colour: a terminal, unless told otherwise', () => {
  const cases: [env: Record<string, string>, onTerminal: boolean, inPipe: boolean][] = [
    [{}, true, false],
    [{ NO_COLOR: '1' }, false, false],
    [{ NO_COLOR: '' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, false, false],
    [{ FORCE_COLOR: '1' }, true, true],
    [{ FORCE_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '0' }, false, false],
    [{ FORCE_COLOR: 'false' }, false, false],
    [{ CLICOLOR_FORCE: '1' }, true, true],
    [{ CLICOLOR_FORCE: '0' }, true, false],
    [{ CLICOLOR: '0' }, false, false],
    [{ CLICOLOR: '1' }, true, false],
    [{ TERM: 'dumb' }, false, false],
    [{ TERM: 'dumb', FORCE_COLOR: '1' }, true, true],
  ];
  for (const [env, onTerminal, inPipe] of cases)
    assert.equal([takesColour(terminal, env), takesColour(pipe, env)], [onTerminal, inPipe], JSON.stringify(env));
});

test.run();
