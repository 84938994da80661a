import { exitCodeHelp } from '../../cli/exit-codes.ts';
import { PluginsCommand } from '../../cli/plugins/plugins-command.ts';
import { renderPlugins } from '../../cli/render/plugins.ts';

export default class Plugins extends PluginsCommand {
  static override summary = 'list the installed plugins and what they contribute';
  static override description =
    `Shows each plugin with its version, where it came from, and the loaders, checks, features and ready pipelines that a config can name. \
A plugin that cannot be used is listed with the reason.

${exitCodeHelp({ 0: 'done, whether all can be used or not', 1: null, 3: 'the data directory cannot be read', 4: null })}`;
  static override aliases = ['plugins:list'];
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> --json'];

  async run(): Promise<unknown> {
    await this.parse(Plugins);
    const plugins = await this.describePlugins();
    this.print((screen) => renderPlugins(plugins, screen));
    return { plugins };
  }
}
