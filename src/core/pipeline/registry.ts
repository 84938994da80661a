import { builtInChecks } from '../check/built-in-checks.ts';
import type { Check } from '../check/check.ts';
import type { OptionSchemas } from '../config/contributions.ts';
import type { PluginError } from '../errors.ts';
import { fileLoader } from '../load/file-loader.ts';
import type { Loader } from '../load/loader.ts';
import { postgresLoader } from '../load/postgres/postgres-loader.ts';
import type { Pipeline } from '../plugin/api.ts';
import type { Collected } from '../plugin/collect.ts';
import type { Feature } from '../profile/feature.ts';

/** Everything that a config may name: built in, and contributed by plugins. */
export interface Registry {
  readonly loaders: ReadonlyMap<string, Loader>;
  readonly checks: ReadonlyMap<string, Check>;
  readonly features: ReadonlyMap<string, Feature>;
  /** Ready configs of plugins, by `<plugin>:<name>`. */
  readonly pipelines: ReadonlyMap<string, Pipeline>;
  /** Versions of all plugins that contributed, by short name. */
  readonly pluginVersions: Readonly<Record<string, string>>;
  /** Plugins that would not load; fatal for a config that names one. */
  readonly brokenPlugins: ReadonlyMap<string, PluginError>;
}

export function createRegistry(plugins?: Partial<Collected>): Registry {
  return {
    loaders: new Map([...[postgresLoader, fileLoader].map((loader) => [loader.name, loader] as const), ...(plugins?.loaders ?? [])]),
    checks: new Map([...builtInChecks.map((check) => [check.name, check] as const), ...(plugins?.checks ?? [])]),
    features: plugins?.features ?? new Map(),
    pipelines: plugins?.pipelines ?? new Map(),
    pluginVersions: plugins?.versions ?? {},
    brokenPlugins: plugins?.broken ?? new Map(),
  };
}

export function optionSchemas(registry: Registry): OptionSchemas {
  return {
    loaders: new Map([...registry.loaders].map(([name, loader]) => [name, loader.options])),
    checks: new Map([...registry.checks].map(([name, check]) => [name, check.options])),
    features: new Map([...registry.features].map(([name, feature]) => [name, feature.options])),
  };
}
