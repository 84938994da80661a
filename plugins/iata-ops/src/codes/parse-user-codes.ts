import { splitCells } from '../options/split-cells.ts';
import { type DelayCode, type DelayFamily, padDelayCode } from './describe-delay-code.ts';

const MOST_BYTES = 4 * 1024 * 1024;
const TRUE = /^(?:true|yes|y|1)$/i;
const FALSE = /^(?:false|no|n|0|)$/i;

/**
 * A user's table of delay codes, say of AHM 732: CSV with the header `code,reason` and, if wanted, `family` and `reactionary`. Throws what
 * `refuse` makes of a message of one line.
 */
export function parseUserCodes(bytes: Uint8Array, refuse = (message: string): Error => new Error(message)): Map<string, DelayCode> {
  if (bytes.length > MOST_BYTES) throw refuse(`delay codes: expected at most ${MOST_BYTES} bytes, got ${bytes.length}`);
  const lines = new TextDecoder().decode(bytes).split(/\r\n|[\r\n]/);
  const header = splitCells(lines[0]).map((cell) => cell.trim().toLowerCase());
  const at = (name: string) => header.indexOf(name);
  if (at('code') < 0 || at('reason') < 0) {
    throw refuse(`delay codes: expected a header with "code" and "reason", got ${JSON.stringify(lines[0].slice(0, 80))}`);
  }
  const codes = new Map<string, DelayCode>();
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue;
    const cells = splitCells(line);
    const cell = (name: string) => (at(name) < 0 ? '' : (cells[at(name)] ?? '')).trim();
    const code = padDelayCode(cell('code').toUpperCase());
    const wrong = (expected: string, got: string) =>
      refuse(`delay codes: line ${index + 1}: expected ${expected}, got ${JSON.stringify(got.slice(0, 80))}`);
    if (!/^[A-Z0-9]{1,3}$/.test(code)) throw wrong('a code of 1 to 3 letters or digits', code);
    if (codes.has(code)) throw wrong('each code once', code);
    const reactionary = cell('reactionary');
    if (!TRUE.test(reactionary) && !FALSE.test(reactionary)) throw wrong('reactionary to be true or false', reactionary);
    const family = (cell('family') || (TRUE.test(reactionary) ? 'reactionary' : 'user-defined')) as DelayFamily;
    codes.set(code, { family, reason: cell('reason'), reactionary: TRUE.test(reactionary) });
  }
  return codes;
}
