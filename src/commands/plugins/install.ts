import { Args, Flags } from '@oclif/core';
import { exitCodeHelp } from '../../cli/exit-codes.ts';
import { NO_CONTRIBUTIONS } from '../../cli/plugins/list-contributions.ts';
import { PluginsCommand } from '../../cli/plugins/plugins-command.ts';
import { countContributions } from '../../cli/render/plugins.ts';
import type { PluginEntry } from '../../cli/results/plugins.ts';

export default class PluginsInstall extends PluginsCommand {
  static override summary = 'install plugins: packages of a registry, packed ones, or directories';
  static override description =
    `A path that exists is installed from there: a packed plugin (npm pack) as it is, a directory as npm would pack it; it is copied, so that \
the path may go away. Anything else is the name of a package in npm's registry. What has no dependencies needs no network. A plugin that \
cannot be used is removed again, and what was there before stays. A plugin is trusted code: it runs with all rights of oads. Its install \
scripts do not run unless --allow-scripts says so.

${exitCodeHelp({ 0: 'installed', 1: null, 2: 'there is no such file, or that is no name of a package', 3: 'the data directory cannot be written', 4: 'npm could not get it, or the plugin cannot be used' })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> ./oads-plugin-un-logistics-0.1.0.tgz',
    '<%= config.bin %> <%= command.id %> ./plugin-harbour',
    '<%= config.bin %> <%= command.id %> @example/plugin-harbour',
  ];
  static override strict = false;
  static override args = { plugin: Args.string({ required: true, description: 'a package, a .tgz file or a directory; one or more' }) };
  static override flags = {
    'allow-scripts': Flags.boolean({ summary: 'run the install scripts of the packages' }),
  };

  async run(): Promise<unknown> {
    const { argv, flags } = await this.parse(PluginsInstall);
    const [{ installPlugin }, { proveApart, isProofAsked, answerProof }, { refuseUnsafe }] = await Promise.all([
      import('../../cli/plugins/install-plugin.ts'),
      import('../../cli/plugins/prove-apart.ts'),
      import('../../cli/plugins/safety/refuse-unsafe.ts'),
    ]);
    if (isProofAsked()) {
      // What is to be told the other process tells.
      this.effectsOf(flags);
      return answerProof(argv[0] as string, this.config);
    }
    const { dataDir } = this.config;
    refuseUnsafe(dataDir);
    const installed: PluginEntry[] = [];
    for (const given of argv as string[]) {
      let contributed = NO_CONTRIBUTIONS;
      const prove = async (root: string) => {
        contributed = await proveApart(root, { dataDir });
      };
      const name = await installPlugin(given, { dataDir, allowScripts: flags['allow-scripts'], prove });
      await this.meetPlugin(name, `${dataDir}/node_modules/${name}`);
      installed.push(await this.describeProved(name, { contributed }));
    }
    installed.sort((a, b) => (a.name < b.name ? -1 : 1));
    this.print(() => installed.map((plugin) => `${plugin.name} ${plugin.version}: ${countContributions(plugin)}`).join('\n'));
    return { installed };
  }
}
