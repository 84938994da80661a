type Node = Readonly<Record<string, unknown>>;

/** A larger value is worth a compiled schema. */
const MOST_NODES = 5000;
let left = 0;

/**
 * True where the value fits for sure: checked keyword by keyword, which takes less time than to compile the schema for one small value. False
 * says nothing: whatever is unusual in the schema or the value, and whatever does not fit, is left to the validator.
 */
export function surelyFits(schema: unknown, value: unknown): boolean {
  left = MOST_NODES;
  return fits(schema, value);
}

function fits(schema: unknown, value: unknown): boolean {
  if (--left < 0 || !isPlain(schema)) return false;
  // TypeBox marks its schemas with names that are not enumerable.
  for (const keyword of Object.getOwnPropertyNames(schema)) {
    const holds = RULES.get(keyword);
    if (holds === undefined || !holds(schema, value)) return false;
  }
  return true;
}

function isPlain(value: unknown): value is Node {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

type Rule = (schema: Node, value: unknown) => boolean;

const says: Rule = () => true;

/** A keyword says nothing of values of other types. */
const ofNumber =
  (keyword: string, holds: (value: number, limit: number) => boolean): Rule =>
  ({ [keyword]: limit }, value) =>
    typeof limit === 'number' && (typeof value === 'number' ? holds(value, limit) : typeof value !== 'bigint');

const ofList =
  (holds: (schema: Node, value: readonly unknown[]) => boolean): Rule =>
  (schema, value) =>
    !Array.isArray(value) || holds(schema, value);

const ofObject =
  (holds: (schema: Node, value: Node) => boolean): Rule =>
  (schema, value) =>
    typeof value !== 'object' || value === null || Array.isArray(value) || (isPlain(value) && holds(schema, value));

const RULES = new Map<string, Rule>([
  ...['~kind', '~optional', '$schema', 'title', 'description', 'default', 'examples', 'writeOnly'].map((name): [string, Rule] => [
    name,
    says,
  ]),
  ['type', ({ type }, value) => (Array.isArray(type) ? type.some((name) => isOfType(name, value)) : isOfType(type, value))],
  ['const', ({ const: only }, value) => isPrimitive(only) && value === only],
  ['enum', ({ enum: known }, value) => Array.isArray(known) && isPrimitive(value) && known.includes(value)],
  ['anyOf', ({ anyOf }, value) => Array.isArray(anyOf) && anyOf.some((branch) => fits(branch, value))],
  ['minimum', ofNumber('minimum', (value, limit) => value >= limit)],
  ['maximum', ofNumber('maximum', (value, limit) => value <= limit)],
  ['exclusiveMinimum', ofNumber('exclusiveMinimum', (value, limit) => value > limit)],
  ['exclusiveMaximum', ofNumber('exclusiveMaximum', (value, limit) => value < limit)],
  ['pattern', ({ pattern }, value) => typeof pattern === 'string' && (typeof value !== 'string' || regExpOf(pattern).test(value))],
  // What people see as one letter may be several code units.
  ['minLength', ({ minLength: least }, value) => typeof least === 'number' && (typeof value !== 'string' || hasLetters(value, least))],
  ['maxLength', ({ maxLength: most }, value) => typeof most === 'number' && (typeof value !== 'string' || value.length <= most)],
  ['items', ofList(({ items }, value) => fitItems(items, value))],
  ['additionalItems', ofList(({ items, additionalItems }, value) => hasNoMore(items, additionalItems, value))],
  ['minItems', ofList(({ minItems }, value) => typeof minItems === 'number' && value.length >= minItems)],
  ['maxItems', ofList(({ maxItems }, value) => typeof maxItems === 'number' && value.length <= maxItems)],
  ['required', ofObject(({ required }, value) => Array.isArray(required) && required.every((key) => Object.hasOwn(value, key)))],
  ['properties', ofObject(fitsProperties)],
  ['patternProperties', ofObject(fitsPatterns)],
  ['additionalProperties', ofObject(fitsAdditional)],
  ['minProperties', ofObject(({ minProperties: least }, value) => typeof least === 'number' && Object.keys(value).length >= least)],
]);

function isOfType(type: unknown, value: unknown): boolean {
  if (type === 'object') return isPlain(value);
  if (type === 'array') return Array.isArray(value);
  if (type === 'null') return value === null;
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'number') return Number.isFinite(value);
  return (type === 'string' || type === 'boolean') && typeof value === type;
}

function isPrimitive(value: unknown): boolean {
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
}

function hasLetters(value: string, least: number): boolean {
  return least <= 1 ? value.length >= least : value.length >= least && /^[ -~]*$/.test(value);
}

function fitItems(items: unknown, value: readonly unknown[]): boolean {
  const length = Array.isArray(items) ? Math.min(items.length, value.length) : value.length;
  // By index: `every` leaves out what was never set.
  for (let index = 0; index < length; index++) if (!fits(Array.isArray(items) ? items[index] : items, value[index])) return false;
  return true;
}

function hasNoMore(items: unknown, additional: unknown, value: readonly unknown[]): boolean {
  return additional === false && Array.isArray(items) && value.length <= items.length;
}

function fitsProperties({ properties, required }: Node, value: Node): boolean {
  if (!isPlain(properties)) return false;
  for (const key of Object.keys(properties)) {
    if (!Object.hasOwn(value, key)) {
      // Objects have a `constructor`, too.
      if (key in value) return false;
    } else if (value[key] === undefined) {
      if (Array.isArray(required) && required.includes(key)) return false;
    } else if (!fits(properties[key], value[key])) return false;
  }
  return true;
}

function fitsPatterns({ patternProperties: patterns }: Node, value: Node): boolean {
  if (!isPlain(patterns)) return false;
  return Object.keys(patterns).every((pattern) =>
    Object.keys(value).every((key) => !regExpOf(pattern).test(key) || fits(patterns[pattern], value[key])),
  );
}

function fitsAdditional({ properties, patternProperties, additionalProperties: more }: Node, value: Node): boolean {
  const patterns = Object.keys(patternProperties ?? {}).map(regExpOf);
  return Object.getOwnPropertyNames(value).every(
    (key) =>
      (isPlain(properties) && Object.hasOwn(properties, key)) ||
      patterns.some((pattern) => pattern.test(key)) ||
      (more !== false && fits(more, value[key])),
  );
}

const regExps = new Map<string, RegExp>();

/** As the validator makes it. */
function regExpOf(pattern: string): RegExp {
  let made = regExps.get(pattern);
  if (made === undefined) {
    made = new RegExp(pattern, 'u');
    regExps.set(pattern, made);
  }
  return made;
}
