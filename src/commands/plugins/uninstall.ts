import { Args } from '@oclif/core';
import { exitCodeHelp } from '../../cli/exit-codes.ts';
import { PluginsCommand } from '../../cli/plugins/plugins-command.ts';

export default class PluginsUninstall extends PluginsCommand {
  static override summary = 'remove plugins; of linked ones, only the link';
  static override description =
    `PLUGIN is the name of its package, the short name that its contributions begin with, or the directory that it was linked from.

${exitCodeHelp({ 0: 'removed', 1: null, 2: 'there is no such plugin, or more than one', 3: 'the data directory cannot be written', 4: 'npm failed' })}`;
  static override aliases = ['plugins:unlink', 'plugins:remove'];
  static override examples = ['<%= config.bin %> <%= command.id %> un-logistics'];
  static override strict = false;
  static override args = { plugin: Args.string({ required: true, description: 'an installed plugin; one or more' }) };

  async run(): Promise<unknown> {
    const { argv } = await this.parse(PluginsUninstall);
    const { removePlugins } = await import('../../cli/plugins/install-plugin.ts');
    const removed: string[] = [];
    for (const named of argv as string[]) removed.push((await this.findPlugin(named)).name);
    await removePlugins(removed, this.config.dataDir);
    this.print(() => removed.map((name) => `${name}: removed`).join('\n'));
    return { removed };
  }
}
