import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { EXIT_CODES } from '../../src/cli/exit-codes.ts';
import { describeLadder } from '../../src/core/trust/describe-ladder.ts';
import { readDocument, readTable } from './documents.ts';

const test = suite('docs/trust');

test('docs/trust.md holds the tables that the ladder makes', () => {
  assert.ok(readDocument('docs/trust.md').includes(`\n${describeLadder()}\n`), 'run `npm run schemas`');
});

test('README and docs/exit-codes.md show the exit codes as --help does', () => {
  const expected = EXIT_CODES.map(([code, meaning]) => [String(code), meaning]);
  const strip = (rows: string[][]) => rows.map(([code, meaning]) => [code, meaning]);
  assert.equal(strip(readTable(readDocument('docs/exit-codes.md'), '# Exit codes')), withoutBackticks(expected));
  const readme = readDocument('README.md');
  const heading = readme.split('\n').find((line) => line.startsWith('warnings and errors go to stderr')) as string;
  assert.equal(strip(readTable(readme, heading)), withoutBackticks(expected));
});

function withoutBackticks(rows: readonly (readonly string[])[]): string[][] {
  return rows.map((row) => row.map((cell) => cell.replaceAll('`', '')));
}

test.run();
