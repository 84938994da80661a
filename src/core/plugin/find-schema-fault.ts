type Node = Readonly<Record<string, unknown>>;

/** What stands under these is data. */
const DATA = new Set(['default', 'const', 'enum', 'examples']);
const MAPS = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);

/** What keeps a JSON Schema of options from being used or written; undefined where nothing does. */
export function findSchemaFault(schema: unknown): string | undefined {
  const above = new Set<unknown>();
  const sound = new WeakSet<object>();
  const visit = (value: unknown): string | undefined => {
    if (typeof value !== 'object' || value === null || sound.has(value)) return undefined;
    if (above.has(value)) return 'one that contains itself';
    above.add(value);
    const fault = Array.isArray(value) ? firstFault(value, visit) : visitNode(value as Node, visit);
    above.delete(value);
    sound.add(value);
    return fault;
  };
  return visit(schema);
}

function visitNode(node: Node, visit: (value: unknown) => string | undefined): string | undefined {
  const { required, pattern } = node;
  if (required !== undefined && !(Array.isArray(required) && required.every((key) => typeof key === 'string'))) {
    return `one whose required is ${JSON.stringify(required)}`;
  }
  if (pattern !== undefined && !isPattern(pattern)) return `one with the pattern ${JSON.stringify(pattern)}`;
  for (const [key, value] of Object.entries(node)) {
    if (DATA.has(key)) {
      if (!isJson(value)) return `one whose ${key} cannot be written as JSON`;
      continue;
    }
    if (!MAPS.has(key) || value === undefined) continue;
    if (!isMap(value)) return `one whose ${key} is ${Array.isArray(value) ? 'a list' : JSON.stringify(value)}`;
    const stray = Object.entries(value).find(([, schema]) => typeof schema !== 'boolean' && !isMap(schema));
    if (stray) return `one whose ${key}.${stray[0]} is no schema`;
    const unfit = key === 'patternProperties' && Object.keys(value).find((one) => !isPattern(one));
    if (typeof unfit === 'string') return `one with the pattern ${JSON.stringify(unfit)}`;
    const fault = firstFault(Object.values(value), visit);
    if (fault !== undefined) return fault;
  }
  return firstFault(
    Object.entries(node).flatMap(([key, value]) => (DATA.has(key) || MAPS.has(key) ? [] : [value])),
    visit,
  );
}

function firstFault(values: readonly unknown[], visit: (value: unknown) => string | undefined): string | undefined {
  for (const value of values) {
    const fault = visit(value);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function isMap(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** As the validator compiles it. */
function isPattern(pattern: unknown): boolean {
  if (pattern instanceof RegExp) return true;
  try {
    return typeof pattern === 'string' && new RegExp(pattern, 'u') !== undefined;
  } catch {
    return false;
  }
}

function isJson(value: unknown): boolean {
  try {
    JSON.stringify(value);
    return true;
  } catch {
    return false;
  }
}
