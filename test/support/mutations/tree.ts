/** A parsed config. `Raw` is written as it is: what no plain value can say. */
export type Tree = null | boolean | number | string | Raw | Entries | readonly Tree[] | { readonly [key: string]: Tree };

export class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** An object whose keys may be Raw, or the same twice. */
export class Entries {
  readonly list: readonly (readonly [string | Raw, Tree])[];
  constructor(list: Entries['list']) {
    this.list = list;
  }
}

export interface Node {
  readonly path: readonly (string | number)[];
  /** The nearest name above or at the value: `values` for each of its items. */
  readonly key: string;
  readonly value: Tree;
}

/** Every value below the root, objects and lists included. */
export function findNodes(root: Tree, path: Node['path'] = []): Node[] {
  const key = path.findLast((part) => typeof part === 'string') ?? '';
  const inner = entriesOf(root).flatMap(([name, value]) => findNodes(value, [...path, name]));
  return [{ path, key, value: root }, ...inner];
}

export function isObject(value: Tree): value is { readonly [key: string]: Tree } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Raw) && !(value instanceof Entries);
}

function entriesOf(value: Tree): [string | number, Tree][] {
  if (Array.isArray(value)) return [...value.entries()];
  return isObject(value) ? Object.entries(value) : [];
}

/** A copy with another value at the path; `undefined` takes it away. */
export function replaceAt(root: Tree, path: Node['path'], value: Tree | undefined): Tree {
  const [key, ...rest] = path;
  if (key === undefined) return value as Tree;
  if (Array.isArray(root)) {
    return root.flatMap((item, index) =>
      index !== key ? [item] : rest.length === 0 && value === undefined ? [] : [replaceAt(item, rest, value)],
    );
  }
  const kept = Object.entries(root as { [key: string]: Tree }).flatMap(([name, item]): [string, Tree][] => {
    if (name !== key) return [[name, item]];
    return rest.length === 0 && value === undefined ? [] : [[name, replaceAt(item, rest, value)]];
  });
  return Object.fromEntries(kept);
}

/** As YAML, in flow style, top-level keys and checks on lines of their own. */
export function writeTree(root: Tree): string {
  const entries = root instanceof Entries ? root.list : isObject(root) ? Object.entries(root) : undefined;
  if (!entries) return `${writeFlow(root)}\n`;
  return entries
    .map(([key, value]) => {
      if (!Array.isArray(value) || !value.some(isObject)) return `${writeKey(key)}: ${writeFlow(value)}\n`;
      return `${writeKey(key)}:\n${value.map((item) => `  - ${writeFlow(item)}\n`).join('')}`;
    })
    .join('');
}

function writeFlow(value: Tree): string {
  if (value instanceof Raw) return value.text;
  if (value instanceof Entries) return `{${value.list.map(([key, item]) => `${writeKey(key)}: ${writeFlow(item)}`).join(', ')}}`;
  if (Array.isArray(value)) return `[${value.map(writeFlow).join(', ')}]`;
  if (isObject(value)) return writeFlow(new Entries(Object.entries(value)));
  return JSON.stringify(value);
}

function writeKey(key: string | Raw): string {
  if (key instanceof Raw) return key.text;
  return /^[a-z_]+$/.test(key) ? key : JSON.stringify(key);
}
