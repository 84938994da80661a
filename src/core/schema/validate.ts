import type { Static, TSchema } from 'typebox';
import { Check, Compile, Errors, type Validator } from 'typebox/schema';
import { Settings } from 'typebox/system';
import { findSimilar } from './find-similar.ts';
import { PATTERN_WORDS } from './pattern-words.ts';
import { isSecretKey } from './secret-names.ts';
import { surelyFits } from './surely-fits.ts';

/** One thing that is wrong with a value. `path` is a list of keys and indexes from the root. */
export interface Violation {
  readonly path: readonly (string | number)[];
  /** `number >= 0`, `one of a, b`; what the schema wants at that place. */
  readonly expected: string;
  /** What is there, cut to a readable length. */
  readonly got: string;
  readonly kind: 'type' | 'unknown-key' | 'missing-key' | 'value';
}

interface RawError {
  keyword: string;
  instancePath: string;
  params: Record<string, unknown>;
  message: string;
}

/** TypeBox would stop at 8: the unknown keys of one object are told after an error for each, and would be lost. */
Settings.Set({ maxErrors: 10_000 });

const compiled = new WeakMap<TSchema, Validator>();
/** How often a schema was asked without it. */
const uses = new WeakMap<TSchema, number>();
/** A schema that is asked more often is worth compiling. */
const FEW_USES = 16;

/** Whether the value fits; narrows it to the schema's type. Compiles each schema once, and only one that is used often or refuses. */
export function isValid<T extends TSchema>(schema: T, value: unknown): value is Static<T> {
  return fitsAtOnce(schema, value) || compile(schema).Check(value as never);
}

/** Most schemas are asked once or twice in a process. */
function fitsAtOnce(schema: TSchema, value: unknown): boolean {
  if (compiled.has(schema)) return false;
  const used = (uses.get(schema) ?? 0) + 1;
  uses.set(schema, used);
  return used <= FEW_USES && surelyFits(schema, value);
}

/**
 * Everything that does not fit, in the schema's order, one violation a place. Empty when the value is valid. A schema that
 * is made for one value alone (`isForOnce`) is walked: to compile it takes several times as long.
 */
export function findViolations(schema: TSchema, value: unknown, { isForOnce = false } = {}): Violation[] {
  if (isForOnce ? surelyFits(schema, value) || Check(schema as never, value) : isValid(schema, value)) return [];
  const [, errors] = Errors(schema as never, value) as unknown as [boolean, RawError[]];
  const violations: Violation[] = [];
  const judged = new Set<string>();
  // A union reports one error a branch, then `anyOf` for the place as a whole: the place is what people can act on.
  const unions = errors.filter((error) => error.keyword === 'anyOf').map((error) => error.instancePath);
  for (const error of errors) {
    if (error.keyword === 'boolean') continue; // said again by additionalProperties
    if (error.keyword !== 'anyOf' && unions.some((path) => error.instancePath === path || error.instancePath.startsWith(`${path}/`)))
      continue;
    for (const violation of toViolations(schema, value, error)) {
      // A wrong type breaks its bounds as well; `expected` names them all.
      const place = JSON.stringify([violation.path, violation.kind === 'missing-key' && violation.expected]);
      if (judged.has(place)) continue;
      judged.add(place);
      violations.push(violation);
    }
  }
  if (violations.length > 0) return violations;
  // Whatever the errors are, what is not valid is never taken for valid.
  const [first] = errors;
  return [{ path: parsePointer(first?.instancePath ?? '', value), expected: 'a value of the schema', got: 'another', kind: 'value' }];
}

function toViolations(schema: TSchema, value: unknown, error: RawError): Violation[] {
  const path = parsePointer(error.instancePath, value);
  if (error.keyword === 'additionalProperties' || error.keyword === 'unevaluatedProperties') {
    const unknown = (error.params.additionalProperties ?? error.params.unevaluatedProperties ?? []) as string[];
    const known = Object.keys((schemaAt(schema, path) as { properties?: object } | undefined)?.properties ?? {});
    return unknown.map((key) => ({
      path: [...path, key],
      expected: known.length > 0 ? `one of the keys ${known.join(', ')}` : 'no such key',
      got: `unknown key "${key}"${suggest(key, known)}`,
      kind: 'unknown-key',
    }));
  }
  if (error.keyword === 'required') {
    const missing = (error.params.requiredProperties ?? []) as string[];
    return missing.map((key) => ({ path, expected: `key "${key}"`, got: 'nothing', kind: 'missing-key' }));
  }
  const last = path.at(-1);
  const isSecret = typeof last === 'string' && isSecretKey(last);
  const node = schemaAt(schema, path);
  const found = valueAt(value, path);
  const got = isSecret
    ? 'something else, which is not shown'
    : error.keyword === 'maxItems' && Array.isArray(found)
      ? `${found.length} items`
      : `${describeValue(found)}${suggestConst(found, node)}`;
  return [{ path, expected: describeExpected(node, error), got, kind: error.keyword === 'type' ? 'type' : 'value' }];
}

function compile(schema: TSchema): Validator {
  let validator = compiled.get(schema);
  if (!validator) {
    validator = Compile(schema as never) as unknown as Validator;
    compiled.set(schema, validator);
  }
  return validator;
}

interface SchemaNode {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: SchemaNode[];
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  exclusiveMaximum?: number;
  minProperties?: number;
  minItems?: number;
  maxItems?: number;
  minLength?: number;
  pattern?: string;
  description?: string;
  properties?: Record<string, SchemaNode>;
  /** One schema for every item, or (a tuple) one for each. */
  items?: SchemaNode | SchemaNode[];
  additionalProperties?: SchemaNode | boolean;
  patternProperties?: Record<string, SchemaNode>;
}

function schemaAt(schema: TSchema, path: readonly (string | number)[]): SchemaNode | undefined {
  let node = schema as SchemaNode | undefined;
  for (const key of path) node = node && stepInto(node, key);
  return node;
}

function stepInto(node: SchemaNode, key: string | number): SchemaNode | undefined {
  if (node.anyOf) return node.anyOf.map((branch) => stepInto(branch, key)).find((inner) => inner !== undefined);
  if (typeof key === 'number') return Array.isArray(node.items) ? node.items[key] : node.items;
  if (node.properties && Object.hasOwn(node.properties, key)) return node.properties[key];
  return Object.values(node.patternProperties ?? {})[0] ?? objectOrUndefined(node.additionalProperties);
}

function objectOrUndefined(node: SchemaNode | boolean | undefined): SchemaNode | undefined {
  return typeof node === 'object' ? node : undefined;
}

function describeExpected(node: SchemaNode | undefined, error: RawError): string {
  if (!node) return error.message;
  if (node.anyOf) {
    const parts = node.anyOf.map((branch) => describeExpected(branch, error));
    return parts.every((part, index) => node.anyOf?.[index].const !== undefined && part)
      ? `one of ${parts.join(', ')}`
      : [...new Set(parts)].join(' or ');
  }
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum) return `one of ${node.enum.map((value) => JSON.stringify(value)).join(', ')}`;
  const type = Array.isArray(node.type) ? node.type.join(' or ') : (node.type ?? 'a value');
  // Its description begins with what it is, up to the first colon or semicolon.
  const isNamed = /^an? /.test(node.description ?? '');
  if (node.pattern && !isNamed && Object.hasOwn(PATTERN_WORDS, node.pattern)) return PATTERN_WORDS[node.pattern];
  if (node.pattern) return node.description ? node.description.split(/[:;]/)[0] : `${type} matching ${node.pattern}`;
  const bounds: string[] = [];
  if (node.minimum !== undefined) bounds.push(`>= ${node.minimum}`);
  if (node.exclusiveMinimum !== undefined) bounds.push(`> ${node.exclusiveMinimum}`);
  if (node.maximum !== undefined && node.maximum < Number.MAX_SAFE_INTEGER) bounds.push(`<= ${node.maximum}`);
  if (node.exclusiveMaximum !== undefined) bounds.push(`< ${node.exclusiveMaximum}`);
  if (node.minProperties !== undefined) bounds.push(`with at least ${node.minProperties} key${node.minProperties === 1 ? '' : 's'}`);
  if (node.minItems !== undefined && error.keyword !== 'maxItems')
    bounds.push(`with at least ${node.minItems} item${node.minItems === 1 ? '' : 's'}`);
  if (node.maxItems !== undefined && error.keyword === 'maxItems') bounds.push(`with at most ${node.maxItems} items`);
  if (node.minLength !== undefined) bounds.push('that is not empty');
  return [type, bounds.join(' and ')].filter(Boolean).join(' ');
}

export function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  const text =
    JSON.stringify(value, (key, item) => (isSecretKey(key) ? '*****' : typeof item === 'bigint' ? String(item) : item)) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function parsePointer(pointer: string, root: unknown): (string | number)[] {
  const path: (string | number)[] = [];
  let value = root;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(value) ? Number(key) : key);
    value = (value as Record<string, unknown> | undefined)?.[key];
  }
  return path;
}

function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  let value = root;
  for (const key of path) value = (value as Record<string | number, unknown> | undefined)?.[key];
  return value;
}

/** Of a text where the schema wants one of several. */
function suggestConst(value: unknown, node: SchemaNode | undefined): string {
  if (typeof value !== 'string' || !node?.anyOf) return '';
  return suggest(
    value,
    node.anyOf.map((branch) => branch.const).filter((known) => typeof known === 'string'),
  );
}

function suggest(key: string, known: readonly string[]): string {
  const near = findSimilar(key, known);
  return near === undefined ? '' : ` (did you mean "${near}"?)`;
}
