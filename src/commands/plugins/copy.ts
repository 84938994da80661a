import path from 'node:path';
import { Args } from '@oclif/core';
import { exitCodeHelp } from '../../cli/exit-codes.ts';
import { PluginsCommand } from '../../cli/plugins/plugins-command.ts';
import { UsageError } from '../../core/errors.ts';

export default class PluginsCopy extends PluginsCommand {
  static override summary = 'copy a ready pipeline, to make it your own';
  static override description =
    `Copies the config of a ready pipeline of an installed plugin, with the sample, the tables and the model that it names, into a new \
directory. The copy works from anywhere, and is yours to change: put your source into it, and \`oads fit\` replaces the model in it. Nothing \
is written over.

${exitCodeHelp({ 0: 'copied', 1: null, 2: 'there is no such pipeline, or files are there already', 3: 'the directory cannot be written', 4: 'the plugin cannot be used' })}`;
  static override examples = ['<%= config.bin %> <%= command.id %> un-logistics:un-logistics shipments'];
  static override args = {
    pipeline: Args.string({ required: true, description: 'a ready pipeline, PLUGIN:NAME; `oads plugins` lists them' }),
    dir: Args.string({ required: true, description: 'a directory that is new or empty' }),
  };

  async run(): Promise<unknown> {
    const { args } = await this.parse(PluginsCopy);
    const [{ findConfig }, { copyPipeline }, registry] = await Promise.all([
      import('../../cli/plugins/find-config.ts'),
      import('../../cli/plugins/copy-pipeline.ts'),
      this.loadRegistry(),
    ]);
    const { file, isReady } = findConfig(args.pipeline, registry);
    if (!isReady) {
      throw new UsageError('OADS_USAGE_PLUGIN', `expected a ready pipeline of a plugin, got ${JSON.stringify(args.pipeline)}`, {
        hint: `ready are ${[...registry.pipelines.keys()].join(', ') || 'none: install a plugin'}`,
      });
    }
    const [plugin] = await this.describePlugins([(await this.findPlugin(args.pipeline.split(':')[0])).name]);
    const { dir, config, files } = await copyPipeline(file, plugin.root ?? path.dirname(file), args.dir);
    const shown = path.relative(process.cwd(), config);
    const next = [`oads config check -c ${shown}`, `oads check -c ${shown}`];
    this.print(() =>
      [`${args.pipeline}: ${shown}`, ...files.map((name) => `  ${name}`), 'next:', ...next.map((line) => `  ${line}`)].join('\n'),
    );
    return { pipeline: args.pipeline, dir, config, files, next };
  }
}
