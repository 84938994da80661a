import { fstatSync, statSync } from 'node:fs';
import { devNull } from 'node:os';
import { isatty } from 'node:tty';
import { UsageError } from '../../core/errors.ts';

/** The names of stdin: whoever opens one of them by its path reads the same bytes. */
const STDIN_NAMES = new Set(['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0']);

/**
 * Looks at what may be read from stdin, by the name of its argument or flag, before anything is read. Throws UsageError
 * where two want it, since each would get a part of the bytes, and where no rows can come from it.
 */
export function claimStdin(uses: Readonly<Record<string, string | undefined>>): void {
  const names = Object.entries(uses).filter(([, value]) => value !== undefined && STDIN_NAMES.has(value));
  if (names.length > 1) {
    throw new UsageError('OADS_USAGE_STDIN', `expected stdin to be read once, got it for ${names.map(([name]) => name).join(' and ')}`, {
      hint: 'write one of them to a file first',
    });
  }
  const got = names.some(([, value]) => value === '-') ? describeNoRows() : undefined;
  if (got !== undefined) {
    throw new UsageError('OADS_USAGE_STDIN', `expected rows on stdin, got ${got}`, {
      hint: 'pipe rows into it, as in `oads load -o - | oads check -`, or name a file',
    });
  }
}

/** What stdin is where no rows can ever come from it. Node puts the null device where stdin is closed. */
function describeNoRows(): string | undefined {
  if (isatty(0)) return 'a terminal';
  const stdin = fstatSync(0);
  if (stdin.isDirectory()) return 'a directory';
  const nothing = statSync(devNull, { throwIfNoEntry: false });
  return stdin.isCharacterDevice() && stdin.rdev === nothing?.rdev ? `${devNull}, as where stdin is closed` : undefined;
}
