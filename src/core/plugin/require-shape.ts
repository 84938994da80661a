import { PluginError } from '../errors.ts';
import { API_VERSION, type Contributions } from './api.ts';
import { findSchemaFault } from './find-schema-fault.ts';
import { isTexts } from './guard/answers.ts';

type Item = Readonly<Record<string, unknown>>;

/** What every check needs besides the functions of its kind. */
const CHECK_FUNCTIONS: Readonly<Record<string, readonly string[]>> = {
  row: ['columns', 'judge', 'expectation'],
  summary: ['columns', 'start'],
  window: ['columns', 'evaluate'],
  group: ['columns', 'group', 'judge', 'expectation'],
};
const FEATURE_FUNCTIONS: Readonly<Record<string, readonly string[]>> = { row: ['compute'], window: ['group', 'compute'] };

/** What a hook returned, as contributions. Throws PluginError, which names the plugin and what is wrong. */
export function requireContributions(plugin: string, value: unknown): Contributions {
  const contributions = value as Contributions | null | undefined;
  if (typeof contributions !== 'object' || contributions === null) {
    throw malformed(plugin, `expected its oads:register hook to return contributions, got ${nameOf(value)}`);
  }
  if (contributions.apiVersion !== API_VERSION) {
    throw new PluginError(
      'OADS_PLUGIN_API',
      `plugin ${plugin}: expected apiVersion ${API_VERSION}, got ${JSON.stringify(contributions.apiVersion)}`,
      { hint: 'install a version of the plugin that fits this version of oads' },
    );
  }
  for (const kind of ['loaders', 'checks', 'features', 'pipelines'] as const) {
    const items: unknown = contributions[kind] ?? [];
    if (!Array.isArray(items)) throw malformed(plugin, `expected ${kind} to be a list, got ${nameOf(items)}`);
    for (const item of items) requireItem(plugin, kind.slice(0, -1), item);
  }
  return contributions;
}

function requireItem(plugin: string, kind: string, item: unknown): void {
  if (typeof item !== 'object' || item === null) throw malformed(plugin, `expected a ${kind}, got ${nameOf(item)}`);
  const given = item as Item;
  if (typeof given.name !== 'string' || !/^[a-z0-9][a-z0-9-]*$/.test(given.name)) {
    throw malformed(plugin, `expected names of lower-case letters, digits and dashes, got ${JSON.stringify(given.name) ?? 'none'}`);
  }
  const want = (key: string, expected: string, isFine: (value: unknown) => boolean) => {
    if (!isFine(given[key]))
      throw malformed(plugin, `${kind} "${given.name}": expected ${key} to be ${expected}, got ${nameOf(given[key])}`);
  };
  want('description', 'text', (value) => typeof value === 'string');
  if (kind === 'pipeline') {
    want('config', 'the path of a file', (value) => typeof value === 'string' && value !== '');
    return;
  }
  if (kind === 'loader') want('load', 'a function', isFunction);
  if (kind === 'check') requireKind(plugin, kind, given, CHECK_FUNCTIONS[String(given.kind)], Object.keys(CHECK_FUNCTIONS));
  if (kind === 'feature') {
    requireKind(plugin, kind, given, FEATURE_FUNCTIONS[String(given.kind ?? 'row')], Object.keys(FEATURE_FUNCTIONS));
    want('inputs', 'a list of columns or a function', (value) => isTexts(value) || isFunction(value));
  }
  if (kind !== 'feature' || given.options !== undefined) {
    want('options', 'a JSON Schema of an object', isObjectSchema);
    const fault = findSchemaFault(given.options);
    if (fault !== undefined)
      throw malformed(plugin, `${kind} "${given.name}": expected options to be a JSON Schema that can be used, got ${fault}`);
  }
  if (given.prepare !== undefined) want('prepare', 'a function', isFunction);
}

function requireKind(plugin: string, kind: string, item: Item, functions: readonly string[] | undefined, kinds: readonly string[]): void {
  if (!functions)
    throw malformed(plugin, `${kind} "${item.name}": expected one of the kinds ${kinds.join(', ')}, got ${nameOf(item.kind)}`);
  const missing = functions.filter((key) => !isFunction(item[key]));
  if (missing.length > 0)
    throw malformed(plugin, `${kind} "${item.name}": expected the function ${missing[0]}, got ${nameOf(item[missing[0]])}`);
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function isObjectSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (value as Item).type === 'object';
}

function malformed(plugin: string, what: string): PluginError {
  return new PluginError('OADS_PLUGIN_REGISTER', `plugin ${plugin}: ${what}`, { hint: 'docs/plugins.md says what a plugin contributes' });
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'string' ? JSON.stringify(value) : typeof value;
}
