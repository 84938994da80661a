import type { Check } from '../check/check.ts';
import { messageOf, PluginError } from '../errors.ts';
import type { Loader } from '../load/loader.ts';
import type { Feature } from '../profile/feature.ts';
import { API_VERSION, type Contributions } from './api.ts';

/** What one plugin's registration hook came to. */
export type Registration =
  | { readonly plugin: string; readonly version: string; readonly contributions: unknown }
  | { readonly plugin: string; readonly version: string; readonly error: unknown };

export interface Collected {
  readonly loaders: ReadonlyMap<string, Loader>;
  readonly checks: ReadonlyMap<string, Check>;
  readonly features: ReadonlyMap<string, Feature>;
  /** Versions of the plugins that contributed something, by their short name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Plugins that cannot be used, with why; fatal only for a config that names one of them. */
  readonly broken: ReadonlyMap<string, PluginError>;
}

/**
 * Puts contributions under `<plugin>:<name>`. A plugin that threw, answers another version of the API, or contributes
 * the same name twice is broken as a whole: half a plugin would be worse than none.
 */
export function collectContributions(registrations: readonly Registration[]): Collected {
  const loaders = new Map<string, Loader>();
  const checks = new Map<string, Check>();
  const features = new Map<string, Feature>();
  const versions: Record<string, string> = {};
  const broken = new Map<string, PluginError>();
  for (const registration of registrations) {
    const prefix = shortName(registration.plugin);
    try {
      if ('error' in registration)
        throw new PluginError(
          'OADS_PLUGIN_REGISTER',
          `plugin ${registration.plugin} failed to register: ${messageOf(registration.error)}`,
          { cause: registration.error },
        );
      const contributions = requireContributions(registration.plugin, registration.contributions);
      const own = {
        loaders: byId(registration.plugin, prefix, contributions.loaders ?? []),
        checks: byId(registration.plugin, prefix, contributions.checks ?? []),
        features: byId(registration.plugin, prefix, contributions.features ?? []),
      };
      refuseKnown(registration.plugin, loaders, own.loaders);
      refuseKnown(registration.plugin, checks, own.checks);
      refuseKnown(registration.plugin, features, own.features);
      for (const [id, loader] of own.loaders) loaders.set(id, loader);
      for (const [id, check] of own.checks) checks.set(id, check);
      for (const [id, feature] of own.features) features.set(id, feature);
      versions[prefix] = registration.version;
    } catch (error) {
      broken.set(
        prefix,
        error instanceof PluginError
          ? error
          : new PluginError('OADS_PLUGIN_REGISTER', `plugin ${registration.plugin}: ${messageOf(error)}`, { cause: error }),
      );
    }
  }
  return { loaders, checks, features, versions, broken };
}

/** `@oads/plugin-iata-ops` → `iata-ops` */
export function shortName(plugin: string): string {
  return plugin.replace(/^@[^/]+\//, '').replace(/^(oads-)?plugin-/, '');
}

function requireContributions(plugin: string, value: unknown): Contributions {
  const contributions = value as Contributions | null | undefined;
  if (typeof contributions !== 'object' || contributions === null) {
    throw new PluginError(
      'OADS_PLUGIN_REGISTER',
      `plugin ${plugin}: expected its oads:register hook to return contributions, got ${value === null ? 'null' : typeof value}`,
    );
  }
  if (contributions.apiVersion !== API_VERSION) {
    throw new PluginError(
      'OADS_PLUGIN_API',
      `plugin ${plugin}: expected apiVersion ${API_VERSION}, got ${JSON.stringify(contributions.apiVersion)}`,
      {
        hint: 'install a version of the plugin that fits this version of oads',
      },
    );
  }
  return contributions;
}

function byId<T extends Loader | Check | Feature>(plugin: string, prefix: string, items: readonly T[]): Map<string, T> {
  const known = new Map<string, T>();
  for (const item of items) {
    if (typeof item?.name !== 'string' || !/^[a-z0-9][a-z0-9-]*$/.test(item.name)) {
      throw new PluginError(
        'OADS_PLUGIN_REGISTER',
        `plugin ${plugin}: expected names of lower-case letters, digits and dashes, got ${JSON.stringify(item?.name)}`,
      );
    }
    const id = `${prefix}:${item.name}`;
    if (known.has(id)) throw duplicate(plugin, id);
    // The rest of the host knows an item by its id alone.
    known.set(id, Object.create(item, { name: { value: id, enumerable: true } }) as T);
  }
  return known;
}

/** Two plugins of the same short name. */
function refuseKnown(plugin: string, known: ReadonlyMap<string, unknown>, own: ReadonlyMap<string, unknown>): void {
  for (const id of own.keys()) if (known.has(id)) throw duplicate(plugin, id);
}

function duplicate(plugin: string, id: string): PluginError {
  return new PluginError('OADS_PLUGIN_DUPLICATE', `plugin ${plugin}: "${id}" is registered twice`);
}
