import path from 'node:path';
import { Args, Flags } from '@oclif/core';
import { exitCodeHelp } from '../../cli/exit-codes.ts';
import { PluginsCommand } from '../../cli/plugins/plugins-command.ts';
import { countContributions } from '../../cli/render/plugins.ts';

export default class PluginsLink extends PluginsCommand {
  static override summary = 'use the plugin in a directory as it is, while you work on it';
  static override description =
    `Nothing is copied: what changes in the directory counts at the next command. A plugin that cannot be used yet is linked with a warning.

${exitCodeHelp({ 0: 'linked', 1: null, 3: 'the data directory cannot be written', 4: 'the directory holds no plugin' })}`;
  static override examples = ['<%= config.bin %> <%= command.id %> ../plugin-harbour', '<%= config.bin %> <%= command.id %> . --install'];
  static override args = { dir: Args.string({ default: '.', description: "the plugin's directory" }) };
  static override flags = {
    install: Flags.boolean({ allowNo: true, summary: 'run npm install in the directory first' }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(PluginsLink);
    const [{ readPluginPackage }, { changeUserPlugins }, { lockPlugins }, { runNpm }, { refuseUnsafe, refuseUnsafeLink }] =
      await Promise.all([
        import('../../core/plugin/register-package.ts'),
        import('../../cli/plugins/user-plugins.ts'),
        import('../../cli/plugins/lock-plugins.ts'),
        import('../../cli/plugins/run-npm.ts'),
        import('../../cli/plugins/safety/refuse-unsafe.ts'),
      ]);
    const root = path.resolve(args.dir);
    const { name } = await readPluginPackage(root);
    const { dataDir } = this.config;
    refuseUnsafe(dataDir);
    refuseUnsafeLink(name, root, 'link it from a directory that nobody else may write to');
    if (flags.install) await runNpm(['install', '--ignore-scripts'], root, undefined, dataDir);
    const registered = await this.proveApart(root);
    await lockPlugins(dataDir, () =>
      changeUserPlugins(dataDir, (plugins) => [
        ...plugins.filter((plugin) => plugin.name !== name && plugin.root !== root),
        { name, root, type: 'link' },
      ]),
    );
    await this.meetPlugin(name, root);
    const linked = await this.describeProved(name, registered);
    if (linked.problem !== null) this.effectsOf(flags).warn(linked.problem);
    this.print(() => `${linked.name} ${linked.version}, linked from ${root}: ${countContributions(linked)}`);
    return { linked };
  }
}
