import type { Interfaces } from '@oclif/core';
import { collectPlugins } from '../collect-plugins.ts';

/** Throws PluginError where the plugin in a directory would be broken at the next start, beside those that are there already. */
export async function proveUsable(root: string, config: Interfaces.Config): Promise<void> {
  const { readPluginPackage, registerPackage } = await import('../../core/plugin/register-package.ts');
  const { collectContributions, shortName } = await import('../../core/plugin/collect.ts');
  const { createHostApi } = await import('../../core/plugin/host-api.ts');
  const { name } = await readPluginPackage(root);
  const context = await createHostApi();
  const { broken } = collectContributions([await registerPackage(root, context)]);
  for (const error of broken.values()) throw error;
  const others = await collectPlugins(config, (plugin) => plugin.name !== name);
  if (others && Object.hasOwn(others.versions, shortName(name))) {
    const { PluginError } = await import('../../core/errors.ts');
    throw new PluginError('OADS_PLUGIN_DUPLICATE', `plugin ${name}: another plugin of the short name "${shortName(name)}" is installed`, {
      hint: `remove it first: oads plugins uninstall ${shortName(name)}`,
    });
  }
}
