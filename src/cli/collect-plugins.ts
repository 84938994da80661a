import type { Interfaces } from '@oclif/core';
import type { Collected, Registration } from '../core/plugin/collect.ts';

/** Host packages that oclif loads as plugins but that contribute no loaders or checks. */
const OWN = /^(@oads\/cli$|@oclif\/)/;

/** The installed plugins that have something to register. */
export function listPlugins(config: Interfaces.Config): Interfaces.Plugin[] {
  return [...config.plugins.values()].filter((plugin) => !OWN.test(plugin.name) && 'oads:register' in plugin.hooks);
}

/** Runs every installed plugin's `oads:register` hook. Returns undefined, at no cost, when no plugin has one. */
export async function collectPlugins(config: Interfaces.Config): Promise<Collected | undefined> {
  const plugins = listPlugins(config);
  if (plugins.length === 0) return undefined;
  const [{ loadPolars }, { Batch }, { collectContributions }, { API_VERSION }] = await Promise.all([
    import('../core/frame/polars.ts'),
    import('../core/frame/batch.ts'),
    import('../core/plugin/collect.ts'),
    import('../core/plugin/api.ts'),
  ]);
  const context = { api: { version: API_VERSION, Batch }, pl: await loadPolars() };
  const { successes, failures } = await config.runHook('oads:register', context as never);
  const versionOf = (plugin: Interfaces.Plugin) => ({ plugin: plugin.name, version: plugin.version });
  const registrations: Registration[] = [
    ...successes.map(({ plugin, result }) => ({ ...versionOf(plugin), contributions: result as unknown })),
    ...failures.map(({ plugin, error }) => ({ ...versionOf(plugin), error })),
  ];
  return collectContributions(registrations.sort((a, b) => (a.plugin < b.plugin ? -1 : 1)));
}
