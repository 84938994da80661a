import { exitCodeHelp } from '../../cli/exit-codes.ts';
import { OadsCommand } from '../../cli/oads-command.ts';

export default class ConfigSchema extends OadsCommand {
  static override summary = 'print the JSON Schema of the config, for editors';
  static override description =
    `The schema knows the options of the built-in loaders and checks, and those of the installed plugins. An editor finds it by the \
first line of a config: # yaml-language-server: $schema=oads.schema.json

${exitCodeHelp({ 0: 'done', 1: null, 3: null, 4: null })}`;
  static override examples = ['<%= config.bin %> <%= command.id %> > oads.schema.json'];

  async run(): Promise<unknown> {
    await this.parse(ConfigSchema);
    const [{ publishedSchema }, { ConfigSchema: base }, { optionSchemas }] = await Promise.all([
      import('../../core/config/contributions.ts'),
      import('../../core/config/schema.ts'),
      import('../../core/pipeline/registry.ts'),
    ]);
    const schema = publishedSchema(base, optionSchemas(await this.loadRegistry()));
    this.print(() => JSON.stringify(schema, null, 2));
    return { schema };
  }
}
