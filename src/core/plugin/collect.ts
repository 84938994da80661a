import path from 'node:path';
import type { Check } from '../check/check.ts';
import { messageOf, PluginError } from '../errors.ts';
import type { Loader } from '../load/loader.ts';
import type { Feature } from '../profile/feature.ts';
import type { Pipeline } from './api.ts';
import { shortened } from './guard/answers.ts';
import { guardCheck } from './guard/guard-check.ts';
import { guardFeature } from './guard/guard-feature.ts';
import { guardLoader } from './guard/guard-loader.ts';
import { requireContributions } from './require-shape.ts';
import { shortName } from './short-name.ts';

/** What one plugin's registration hook came to. `root`: the directory of its package. */
export type Registration = { readonly plugin: string; readonly version: string; readonly root?: string } & (
  | { readonly contributions: unknown }
  | { readonly error: unknown }
);

/** A ready config of a plugin: its name is `<plugin>:<name>`, its config an absolute path. */
export type ReadyPipeline = Pipeline;

export interface Collected {
  readonly loaders: ReadonlyMap<string, Loader>;
  readonly checks: ReadonlyMap<string, Check>;
  readonly features: ReadonlyMap<string, Feature>;
  readonly pipelines: ReadonlyMap<string, ReadyPipeline>;
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
  const pipelines = new Map<string, ReadyPipeline>();
  const versions: Record<string, string> = {};
  const broken = new Map<string, PluginError>();
  for (const registration of registrations) {
    const { plugin } = registration;
    const prefix = shortName(plugin);
    try {
      if ('error' in registration)
        throw new PluginError('OADS_PLUGIN_REGISTER', `plugin ${plugin} failed to register: ${messageOf(shortened(registration.error))}`, {
          cause: registration.error,
        });
      const contributions = requireContributions(plugin, registration.contributions);
      const ready = (contributions.pipelines ?? []).map((one) => ({ ...one, config: path.resolve(registration.root ?? '', one.config) }));
      const own = {
        loaders: byId(
          plugin,
          prefix,
          (contributions.loaders ?? []).map((one) => guardLoader(prefix, one)),
        ),
        checks: byId(
          plugin,
          prefix,
          (contributions.checks ?? []).map((one) => guardCheck(prefix, one)),
        ),
        features: byId(
          plugin,
          prefix,
          (contributions.features ?? []).map((one) => guardFeature(prefix, one)),
        ),
        pipelines: byId(plugin, prefix, ready),
      };
      // Two plugins of the same short name: what each contributes could not be told apart.
      if (Object.hasOwn(versions, prefix)) throw duplicate(plugin, prefix);
      for (const [id, loader] of own.loaders) loaders.set(id, loader);
      for (const [id, check] of own.checks) checks.set(id, check);
      for (const [id, feature] of own.features) features.set(id, feature);
      for (const [id, pipeline] of own.pipelines) pipelines.set(id, pipeline);
      versions[prefix] = registration.version;
    } catch (error) {
      broken.set(
        prefix,
        error instanceof PluginError
          ? error
          : new PluginError('OADS_PLUGIN_REGISTER', `plugin ${plugin}: ${messageOf(error)}`, { cause: error }),
      );
    }
  }
  return { loaders, checks, features, pipelines, versions, broken };
}

function byId<T extends Loader | Check | Feature | Pipeline>(plugin: string, prefix: string, items: readonly T[]): Map<string, T> {
  const known = new Map<string, T>();
  for (const item of items) {
    const id = `${prefix}:${item.name}`;
    if (known.has(id)) throw duplicate(plugin, id);
    // The rest of the host knows an item by its id alone.
    known.set(id, Object.create(item, { name: { value: id, enumerable: true } }) as T);
  }
  return known;
}

function duplicate(plugin: string, id: string): PluginError {
  return new PluginError('OADS_PLUGIN_DUPLICATE', `plugin ${plugin}: "${id}" is registered twice`);
}
