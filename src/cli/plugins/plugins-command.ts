import { OadsCommand } from '../oads-command.ts';
import type { PluginEntry } from '../results/plugins.ts';
import type { Registered } from './describe-plugin.ts';
import { NO_CONTRIBUTIONS } from './list-contributions.ts';
import { findRefusal, findRefusedLinks } from './safety/refuse-unsafe.ts';
import type { UserPlugin } from './user-plugins.ts';

/** What the commands about plugins share. */
export abstract class PluginsCommand extends OadsCommand {
  static override baseFlags = pickFlags();

  /** All plugins of the data directory; those in `only` alone, where it is given. Each is proved in a process of its own. */
  protected async describePlugins(only?: readonly string[]): Promise<PluginEntry[]> {
    const [{ readUserPackage }, { findLeftovers }, { describePlugin }] = await Promise.all([
      import('./user-plugins.ts'),
      import('./find-leftovers.ts'),
      import('./describe-plugin.ts'),
    ]);
    const found = await readUserPackage(this.config.dataDir);
    for (const name of only === undefined ? findLeftovers(found) : [])
      this.warn(`package ${name} is no plugin: its install was broken off, or is under way; the next install removes what was left`);
    const entries = found.oclif.plugins.filter(({ name }) => only === undefined || only.includes(name));
    return Promise.all(
      entries
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map(async (entry) => describePlugin(entry, this.config.plugins.get(entry.name), await this.registeredAs(entry.name))),
    );
  }

  private async registeredAs(name: string): Promise<Registered> {
    const loaded = this.config.plugins.get(name);
    if (loaded) return this.proveApart(loaded.root);
    // Not loaded, it is not there, or refused.
    const refusal = findRefusal(this.config.dataDir) ?? findRefusedLinks().get(name);
    return refusal ? { broken: refusal.message } : { contributed: NO_CONTRIBUTIONS };
  }

  /** A plugin whose hook ran in a process of its own: it is not run here. */
  protected async describeProved(name: string, registered: Registered): Promise<PluginEntry> {
    const [{ describePlugin }, entry] = await Promise.all([import('./describe-plugin.ts'), this.findPlugin(name)]);
    return describePlugin(entry, this.config.plugins.get(name), registered);
  }

  /** Runs the code of the plugin in a directory apart: one that loops or crashes is a broken one. */
  protected async proveApart(root: string): Promise<Registered> {
    const [{ proveApart }, { PluginError }] = await Promise.all([import('./prove-apart.ts'), import('../../core/errors.ts')]);
    try {
      return { contributed: await proveApart(root, { dataDir: this.config.dataDir }) };
    } catch (error) {
      if (error instanceof PluginError) return { broken: error.message };
      throw error;
    }
  }

  /** Plugins as people name them: by package, by short name, or by the directory of a link. Throws UsageError. */
  protected async findPlugin(named: string): Promise<UserPlugin> {
    const [{ readUserPackage }, { pickPlugin }] = await Promise.all([import('./user-plugins.ts'), import('./pick-plugin.ts')]);
    return pickPlugin(named, (await readUserPackage(this.config.dataDir)).oclif.plugins);
  }

  /** Loads a plugin that this process did not know when it started. */
  protected async meetPlugin(name: string, root: string): Promise<void> {
    const { Plugin } = await import('@oclif/core');
    const plugin = new Plugin({ name, root, type: 'user' });
    await plugin.load();
    this.config.plugins.set(name, plugin);
  }
}

/** They read no config and have no artifacts. */
function pickFlags() {
  const { json, quiet, verbose } = OadsCommand.baseFlags;
  return { json, quiet, verbose } as unknown as typeof OadsCommand.baseFlags;
}
