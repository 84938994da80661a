import type { Interfaces } from '@oclif/core';
import type { PluginError } from '../core/errors.ts';
import type { Collected, Registration } from '../core/plugin/collect.ts';
import { HOST_PACKAGE } from '../core/plugin/host-package.ts';
import { shortName } from '../core/plugin/short-name.ts';
import { divertConsole } from './plugins/divert-console.ts';
import { noteHosted } from './plugins/hosted-plugins.ts';
import { findRefusal, findRefusedLinks } from './plugins/safety/refuse-unsafe.ts';

/** A hook that waits for what never comes would keep every command waiting. */
const MOST_WAIT_MS = 10_000;

/** The installed plugins that have something to register. */
export function listPlugins(config: Interfaces.Config): Interfaces.Plugin[] {
  return [...config.plugins.values()].filter((plugin) => !HOST_PACKAGE.test(plugin.name) && 'oads:register' in plugin.hooks);
}

/** Runs the `oads:register` hook of every installed plugin. Returns undefined, at no cost, when no plugin has one. */
export async function collectPlugins(config: Interfaces.Config): Promise<Collected | undefined> {
  const refusal = findRefusal(config.dataDir);
  if (refusal) return refuseAll(config.dataDir, refusal);
  const refused = [...findRefusedLinks()].map(([name, error]) => [shortName(name), error] as const);
  const collected = await registerAll(config, listPlugins(config));
  if (refused.length === 0) return collected;
  const { collectContributions } = await import('../core/plugin/collect.ts');
  const { broken, ...rest } = collected ?? collectContributions([]);
  return { ...rest, broken: new Map([...broken, ...refused]) };
}

async function registerAll(config: Interfaces.Config, plugins: readonly Interfaces.Plugin[]): Promise<Collected | undefined> {
  if (plugins.length === 0) return undefined;
  const [{ createHostApi }, { collectContributions }] = await Promise.all([
    import('../core/plugin/host-api.ts'),
    import('../core/plugin/collect.ts'),
  ]);
  const context = await createHostApi();
  divertConsole();
  noteHosted(plugins);
  // An `exit` in a hook is a failure of that plugin, not the end of this process.
  // Without a timer that keeps it alive, a process that only waits for a promise ends.
  const alive = setInterval(() => {}, MOST_WAIT_MS);
  const { successes, failures } = await config
    .runHook('oads:register', context as never, MOST_WAIT_MS, true)
    .finally(() => clearInterval(alive));
  const known = new Set(plugins.map(({ name }) => name));
  const about = ({ name, version, root }: Interfaces.Plugin) => ({ plugin: name, version, root });
  const registrations: Registration[] = [
    ...successes.map(({ plugin, result }) => ({ ...about(plugin), contributions: result as unknown })),
    ...failures.map(({ plugin, error }) => ({ ...about(plugin), error })),
  ];
  const told = new Set(registrations.map(({ plugin }) => plugin));
  for (const plugin of plugins) {
    if (!told.has(plugin.name)) registrations.push({ ...about(plugin), error: new Error('its hook oads:register exports no function') });
  }
  return collectContributions(registrations.filter(({ plugin }) => known.has(plugin)).sort((a, b) => (a.plugin < b.plugin ? -1 : 1)));
}

/** Broken is each that is named where others could have laid it. */
async function refuseAll(dataDir: string, refusal: PluginError): Promise<Collected> {
  const [{ collectContributions }, { readUserPackage }] = await Promise.all([
    import('../core/plugin/collect.ts'),
    import('./plugins/user-plugins.ts'),
  ]);
  const { oclif } = await readUserPackage(dataDir);
  return { ...collectContributions([]), broken: new Map(oclif.plugins.map(({ name }) => [shortName(name), refusal])) };
}
