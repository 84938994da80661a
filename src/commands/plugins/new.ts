import path from 'node:path';
import { Args, Flags } from '@oclif/core';
import { exitCodeHelp } from '../../cli/exit-codes.ts';
import { PluginsCommand } from '../../cli/plugins/plugins-command.ts';

export default class PluginsNew extends PluginsCommand {
  static override summary = 'write a plugin to start from';
  static override description =
    `Writes a package with a loader, a check, a feature, a ready pipeline with sample data, tests, and the types of the API for editors. It is \
plain JavaScript that needs no installation and no network: it can be tested, linked and installed at once. Nothing is written over.

${exitCodeHelp({ 0: 'written', 1: null, 2: 'that is no name, or files are there already', 3: 'the directory cannot be written', 4: null })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> harbour',
    '<%= config.bin %> <%= command.id %> @example/plugin-harbour --dir harbour',
  ];
  static override args = {
    name: Args.string({ required: true, description: 'harbour, or the name of a package: @example/plugin-harbour' }),
  };
  static override flags = { dir: Flags.string({ helpValue: 'DIR', summary: 'where to write it (default: the name of the package)' }) };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(PluginsNew);
    const { writeTemplate } = await import('../../cli/plugins/write-template.ts');
    const { name, short, dir, files } = await writeTemplate(args.name, flags.dir, path.join(this.config.root, 'templates', 'plugin'));
    const shown = path.relative(process.cwd(), dir) || '.';
    const next = [`oads plugins test ${shown}`, `oads plugins link ${shown}`, `oads check -c ${short}:tides`];
    this.print(() => [`${name}: ${files.length} files in ${shown}`, 'next:', ...next.map((line) => `  ${line}`)].join('\n'));
    return { name, dir, files, next };
  }
}
