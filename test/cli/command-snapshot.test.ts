import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type CommandSnapshot, SNAPSHOT, snapshotCommands } from '../../scripts/write-command-snapshot.mjs';
import { COMMAND_RESULTS } from '../../src/cli/results/command-results.ts';

const test = suite('cli/command-snapshot');

test('commands, flags and arguments are those of the committed snapshot (npm run snapshot writes it anew)', () => {
  const before = JSON.parse(readFileSync(SNAPSHOT, 'utf8')) as Record<string, CommandSnapshot>;
  assert.equal(compare(before, JSON.parse(JSON.stringify(snapshotCommands()))), []);
});

test('a change is named: what is gone, what is new, what is other than it was', () => {
  const before = {
    run: { json: true, args: [], flags: { json: {}, limit: { type: 'option' } } },
    old: { json: true, args: [], flags: {} },
  };
  const now = { run: { json: true, args: [{ name: 'file' }], flags: { limit: { type: 'option', char: 'n' }, new: {} } } };
  assert.equal(compare(before, now), [
    'old: gone',
    'run: args was [], is [{"name":"file"}]',
    'run --json: gone',
    'run --limit: was {"type":"option"}, is {"type":"option","char":"n"}',
    'run --new: new',
  ]);
});

test('every command that knows --json has a published schema of its result, and none has one without', () => {
  const known = Object.entries(snapshotCommands()).filter(([, { json }]) => json);
  assert.equal(
    known.map(([id]) => id),
    Object.keys(COMMAND_RESULTS).sort(),
  );
});

function compare(before: Record<string, CommandSnapshot>, now: Record<string, CommandSnapshot>): string[] {
  return differences(before, now, (id) => id).flatMap(([name, was, is]) => {
    if (!was || !is) return [`${name}: ${is ? 'new' : 'gone'}`];
    const own = differences({ ...was, flags: undefined }, { ...is, flags: undefined }, (key) => `${name}: ${key}`);
    const flags = differences(was.flags, is.flags, (flag) => `${name} --${flag}:`);
    return [...own, ...flags].map(([what, from, to]) => {
      if (from === undefined || to === undefined) return `${what} ${to === undefined ? 'gone' : 'new'}`;
      return `${what} was ${JSON.stringify(from)}, is ${JSON.stringify(to)}`;
    });
  });
}

function differences<T>(
  before: Record<string, T>,
  now: Record<string, T>,
  nameOf: (key: string) => string,
): [string, T | undefined, T | undefined][] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return keys.filter((key) => !isDeepStrictEqual(before[key], now[key])).map((key) => [nameOf(key), before[key], now[key]]);
}

test.run();
