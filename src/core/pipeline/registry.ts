import { builtInChecks } from '../check/built-in-checks.ts';
import type { Check } from '../check/check.ts';
import type { OptionSchemas } from '../config/load-config.ts';
import { fileLoader } from '../load/file-loader.ts';
import type { Loader } from '../load/loader.ts';
import { postgresLoader } from '../load/postgres/postgres-loader.ts';

/** Everything that a config may name: built in, and contributed by plugins. */
export interface Registry {
  readonly loaders: ReadonlyMap<string, Loader>;
  readonly checks: ReadonlyMap<string, Check>;
  /** Versions of the plugins that contributed, by name: part of a run's identity where the config uses them. */
  readonly plugins: Readonly<Record<string, string>>;
}

export function builtInRegistry(): Registry {
  return {
    loaders: new Map([postgresLoader, fileLoader].map((loader) => [loader.name, loader])),
    checks: new Map(builtInChecks.map((check) => [check.name, check])),
    plugins: {},
  };
}

export function optionSchemas(registry: Registry): OptionSchemas {
  return {
    loaders: new Map([...registry.loaders].map(([name, loader]) => [name, loader.options])),
    checks: new Map([...registry.checks].map(([name, check]) => [name, check.options])),
  };
}
