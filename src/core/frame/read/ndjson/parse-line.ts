/** An integer that a float64 cannot hold is kept as a bigint. */
export type JsonScalar = string | number | bigint | boolean | null;

/** Sixteen digits in a row, not those of a fraction, may be an integer beyond 2^53. */
const LONG_INTEGER = /(?<![\d.])\d{16}/;

/** Parses one flat object; throws Error naming the field whose value is nested. */
export function parseJsonLine(text: string): Record<string, JsonScalar> {
  const record: unknown = LONG_INTEGER.test(text) ? JSON.parse(text, reviveInteger as Reviver) : JSON.parse(text);
  if (typeof record !== 'object' || record === null || Array.isArray(record)) throw new Error(`${describe(record)}`);
  for (const [field, value] of Object.entries(record)) {
    if (typeof value === 'object' && value !== null) throw new Error(`${describe(value)} in field "${field}"`);
  }
  return record as Record<string, JsonScalar>;
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
