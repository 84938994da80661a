import { Args } from '@oclif/core';
import { exitCodeHelp } from '../../cli/exit-codes.ts';
import { PluginsCommand } from '../../cli/plugins/plugins-command.ts';
import { renderContributions } from '../../cli/render/plugins.ts';

export default class PluginsInspect extends PluginsCommand {
  static override summary = 'show one plugin: where it is, and what each contribution does';
  static override description = `PLUGIN is the name of its package, or the short name that its contributions begin with.

${exitCodeHelp({ 0: 'done', 1: null, 2: 'there is no such plugin, or more than one', 3: 'the data directory cannot be read', 4: null })}`;
  static override examples = ['<%= config.bin %> <%= command.id %> un-logistics'];
  static override args = { plugin: Args.string({ required: true, description: 'an installed plugin' }) };

  async run(): Promise<unknown> {
    const { args } = await this.parse(PluginsInspect);
    const { name } = await this.findPlugin(args.plugin);
    const loaded = this.config.plugins.get(name);
    const [plugin] = await this.describePlugins([name]);
    const dependencies: Record<string, string> = loaded?.pjson.dependencies ?? {};
    const named = Object.entries(dependencies).map(([one, range]) => `${one} ${range}`);
    this.print((screen) => renderContributions(plugin, named, screen));
    return { ...plugin, dependencies };
  }
}
