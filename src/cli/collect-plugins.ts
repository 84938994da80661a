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
  const [{ createHostApi }, { collectContributions }] = await Promise.all([
    import('../core/plugin/host-api.ts'),
    import('../core/plugin/collect.ts'),
  ]);
  const context = await createHostApi();
  const { successes, failures } = await config.runHook('oads:register', context as never);
  const versionOf = (plugin: Interfaces.Plugin) => ({ plugin: plugin.name, version: plugin.version });
  const registrations: Registration[] = [
    ...successes.map(({ plugin, result }) => ({ ...versionOf(plugin), contributions: result as unknown })),
    ...failures.map(({ plugin, error }) => ({ ...versionOf(plugin), error })),
  ];
  return collectContributions(registrations.sort((a, b) => (a.plugin < b.plugin ? -1 : 1)));
}
