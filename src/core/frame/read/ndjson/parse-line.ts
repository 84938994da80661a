import { messageOf } from '../../../errors.ts';

/** An integer that a float64 cannot hold is kept as a bigint. */
export type JsonScalar = string | number | bigint | boolean | null;

/** Sixteen digits in a row, not those of a fraction, may be an integer beyond 2^53. */
const LONG_INTEGER = /(?<![\d.])\d{16}/;

/**
 * Parses one flat object; throws Error saying what there is instead, or naming the field that is nested or there twice. What
 * is no JSON is a SyntaxError, whose message quotes the line.
 */
export function parseJsonLine(text: string): Record<string, JsonScalar> {
  const record = parse(text);
  if (typeof record !== 'object' || record === null || Array.isArray(record)) throw new Error(`${describe(record)}`);
  for (const [field, value] of Object.entries(record)) {
    if (typeof value === 'object' && value !== null) throw new Error(`${describe(value)} in field "${field}"`);
  }
  const names = Object.keys(record);
  // Every name is followed by a colon; text in a value may look so, too.
  if ((text.match(/"\s*:/g)?.length ?? 0) > names.length) refuseTwice(text);
  return record as Record<string, JsonScalar>;
}

function parse(text: string): unknown {
  try {
    return LONG_INTEGER.test(text) ? JSON.parse(text, reviveInteger as Reviver) : JSON.parse(text);
  } catch (error) {
    // The engine's own words differ from version to version.
    const position = Number(/position (\d+)/.exec(messageOf(error))?.[1] ?? Number.NaN);
    if (position >= text.length || /end of JSON/.test(messageOf(error)))
      throw new SyntaxError(`an object that is cut short: ${excerpt(text, 0)}`);
    const place = Number.isNaN(position) ? '' : ` at character ${position + 1}`;
    throw new SyntaxError(`broken JSON${place}: ${excerpt(text, Math.max(0, (position || 0) - 20))}`);
  }
}

function excerpt(text: string, from: number): string {
  const shown = text.slice(from, from + 40).replace(/\s+/g, ' ');
  return `${from > 0 ? '…' : ''}${shown}${from + 40 < text.length ? '…' : ''}`;
}

/** JSON.parse keeps the last of several values without a word. */
function refuseTwice(text: string): void {
  const seen = new Set<string>();
  for (const [, quoted, colon] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*(:)?/g)) {
    if (!colon) continue;
    const name = JSON.parse(quoted) as string;
    if (seen.has(name)) throw new Error(`the field "${name}" twice`);
    seen.add(name);
  }
}

type Reviver = (this: unknown, key: string, value: unknown) => unknown;

/** The third argument carries the source text (ECMAScript proposal JSON.parse source text access, in V8 since 11.4). */
function reviveInteger(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value) || !context?.source) return value;
  return /^-?\d+$/.test(context.source) ? BigInt(context.source) : value;
}

function describe(value: unknown): string {
  return Array.isArray(value) ? 'a list' : value === null ? 'null' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
