import Type, { type TSchema } from 'typebox';
import { CheckBase, type ConfigSchema, MOST_CHECKS } from './schema.ts';

/** The options that loaders, checks and features accept, by name; built-in and from plugins. */
export interface OptionSchemas {
  readonly loaders: ReadonlyMap<string, TSchema>;
  readonly checks: ReadonlyMap<string, TSchema>;
  /** Features that plugins contribute; undefined for one without options. */
  readonly features?: ReadonlyMap<string, TSchema | undefined>;
}

interface ObjectNode {
  properties: Record<string, TSchema>;
  required?: string[];
}

/** The full schema of one check of the config: its name, the shared keys, its own options. */
export function checkSchema(name: string, options: TSchema): TSchema {
  // A plugin's check without options may say no more than `{type: 'object'}`.
  const { properties = {}, required = [] } = options as unknown as Partial<ObjectNode>;
  const own = Object.fromEntries(
    Object.entries(properties).map(([key, schema]) => [key, required.includes(key) ? schema : Type.Optional(schema)]),
  );
  return Type.Object({ check: Type.Literal(name), ...CheckBase, ...own }, { additionalProperties: false });
}

/** The schema of one feature of the config: with a plugin's options, or with none. */
function featureSchema(base: typeof ConfigSchema, plugin: string | undefined, options: TSchema | undefined): TSchema {
  const list = (base as unknown as ObjectNode).properties.features as unknown as { items: ObjectNode };
  const { options: _any, plugin: _id, ...own } = list.items.properties;
  const added: Record<string, TSchema> =
    plugin === undefined
      ? {}
      : {
          plugin: Type.Literal(plugin),
          ...(options ? { options: isRequired(options) ? options : Type.Optional(options) } : {}),
        };
  const optional = Object.entries(own).map(([key, schema]) => [key, list.items.required?.includes(key) ? schema : Type.Optional(schema)]);
  return Type.Object({ ...Object.fromEntries(optional), ...added }, { additionalProperties: false });
}

/**
 * The config schema made exact for this document: each check, feature and the source validated against the options of the
 * check, feature or loader that it names. Item by item instead of a union, so that an error names the one key that is wrong.
 */
export function withContributions(base: typeof ConfigSchema, options: OptionSchemas, document: unknown): TSchema {
  const properties: Record<string, TSchema> = { ...(base as unknown as ObjectNode).properties };
  const given = (document ?? {}) as { checks?: unknown; features?: unknown; source?: { loader?: unknown } };

  const loader = given.source?.loader;
  const loaderOptions = typeof loader === 'string' ? options.loaders.get(loader) : undefined;
  properties.source = Type.Object(
    {
      loader: oneOf([...options.loaders.keys()], 'loader'),
      options: loaderOptions && isRequired(loaderOptions) ? loaderOptions : Type.Optional(loaderOptions ?? Type.Object({})),
    },
    { additionalProperties: false },
  );
  // More than that stay as the schema has them, which refuses so many.
  if (Array.isArray(given.checks) && given.checks.length > 0 && given.checks.length <= MOST_CHECKS) {
    const items = given.checks.map((item) => {
      const name = (item as { check?: unknown } | null)?.check;
      const known = typeof name === 'string' ? options.checks.get(name) : undefined;
      return known ? checkSchema(name as string, known) : Type.Object({ check: oneOf([...options.checks.keys()], 'check') });
    });
    properties.checks = Type.Optional(tupleOf(items));
  }
  if (hasPluginFeatures(given.features)) {
    const whole = properties.features as unknown as { items: TSchema };
    const items = given.features.map((item) => {
      const id = (item as { plugin?: unknown } | null)?.plugin;
      // One that nobody contributes is refused with the names of those that somebody does.
      if (typeof id === 'string' && !options.features?.has(id)) return whole.items;
      return typeof id === 'string' || id === undefined ? featureSchema(base, id, options.features?.get(id ?? '')) : whole.items;
    });
    properties.features = Type.Optional(tupleOf(items));
  }
  const required = (base as unknown as ObjectNode).required ?? [];
  return Type.Object(
    Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, required.includes(key) ? schema : Type.Optional(schema)])),
    { additionalProperties: false },
  );
}

/** The plugins that a document names, by the prefixes of its loader, checks and features (`iata-ops:aidx`). */
export function namedPlugins(document: unknown): string[] {
  const { source, checks, features } = (document ?? {}) as { source?: { loader?: unknown }; checks?: unknown; features?: unknown };
  const named = (items: unknown, key: string) =>
    Array.isArray(items) ? items.map((item) => (item as Record<string, unknown> | null)?.[key]) : [];
  const ids = [source?.loader, ...named(checks, 'check'), ...named(features, 'plugin')];
  return [...new Set(ids.flatMap((id) => (typeof id === 'string' && id.includes(':') ? [pluginOf(id)] : [])))];
}

/** The first loader or check whose plugin contributes nothing at all: it is not installed. Features are the plan's matter. */
export function findAbsentPlugin(document: unknown, options: OptionSchemas): { path: (string | number)[]; id: string } | undefined {
  const { source, checks } = (document ?? {}) as { source?: { loader?: unknown }; checks?: unknown };
  const named = Array.isArray(checks) ? checks.map((item) => (item as { check?: unknown } | null)?.check) : [];
  const places: { path: (string | number)[]; id: unknown }[] = [
    { path: ['source', 'loader'], id: source?.loader },
    ...named.map((id, index) => ({ path: ['checks', index, 'check'], id })),
  ];
  const known = [...options.loaders.keys(), ...options.checks.keys(), ...(options.features?.keys() ?? [])];
  for (const { path, id } of places) {
    if (typeof id !== 'string' || !/^[a-z0-9][a-z0-9-]*:/.test(id)) continue;
    if (!known.some((name) => name.startsWith(`${pluginOf(id)}:`))) return { path, id };
  }
  return undefined;
}

/** `un-logistics` of `un-logistics:shipments` */
export function pluginOf(id: string): string {
  return id.slice(0, id.indexOf(':'));
}

/** Without any, the schema of all features does. */
function hasPluginFeatures(features: unknown): features is unknown[] {
  const isPlugin = (item: unknown) => typeof item === 'object' && item !== null && ('plugin' in item || 'options' in item);
  return Array.isArray(features) && features.length <= MOST_CHECKS && features.some(isPlugin);
}

/** For editors: every check, loader and feature as an alternative. */
export function publishedSchema(base: typeof ConfigSchema, options: OptionSchemas): object {
  const schema = structuredClone(base) as unknown as { properties: Record<string, unknown> };
  const checks = [...options.checks].map(([name, own]) => checkSchema(name, own));
  const sources = [...options.loaders].map(([name, own]) =>
    Type.Object({ loader: Type.Literal(name), options: isRequired(own) ? own : Type.Optional(own) }, { additionalProperties: false }),
  );
  schema.properties.checks = { type: 'array', minItems: 1, maxItems: MOST_CHECKS, items: { anyOf: checks } };
  schema.properties.source = { anyOf: sources };
  if (options.features && options.features.size > 0) {
    const features = [undefined, ...options.features.keys()].map((id) => featureSchema(base, id, options.features?.get(id ?? '')));
    schema.properties.features = { ...(schema.properties.features as object), items: { anyOf: features } };
  }
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...schema };
}

function oneOf(names: readonly string[], what: string): TSchema {
  return Type.Union(
    names.map((name) => Type.Literal(name)),
    { description: `name of a ${what}` },
  );
}

function isRequired(options: TSchema): boolean {
  return ((options as unknown as ObjectNode).required ?? []).length > 0;
}

function tupleOf(items: TSchema[]): TSchema {
  return Type.Tuple(items);
}
