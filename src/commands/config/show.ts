import { Flags } from '@oclif/core';
import { exitCodeHelp } from '../../cli/exit-codes.ts';
import { OadsCommand } from '../../cli/oads-command.ts';
import { redactor } from '../../cli/redactor.ts';
import { describeOrigin, renderSettings } from '../../cli/render/settings.ts';

export default class ConfigShow extends OadsCommand {
  static override summary = 'show the config that a run would use, and where each value comes from';
  static override description =
    `Prints every key with the value that counts, as YAML: written in the file, taken from a variable, given as a flag, or a default. \
Keys without a value are comments. Secrets are hidden. What it prints, read again, is the same config, but for the secrets and for the \
directory that paths begin at. Whether a run could start with it, \`config check\` says.

${exitCodeHelp({ 0: 'the config can be read', 1: null, 3: null })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml',
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --no-defaults',
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --json',
  ];
  static override flags = {
    defaults: Flags.boolean({ allowNo: true, default: true, summary: 'show keys that are not in the file, too' }),
    origin: Flags.boolean({ allowNo: true, default: true, summary: 'say where each value comes from' }),
  };

  protected override needsNotify(): boolean {
    return true;
  }

  async run(): Promise<unknown> {
    const { flags } = await this.parse(ConfigShow);
    const read = await this.readConfig(flags);
    const { listSettings } = await import('../../core/pipeline/settings/list-settings.ts');
    const { formatPath } = await import('../../core/config/load-config.ts');
    const given: Parameters<typeof listSettings>[1]['flags'] =
      flags.artifacts === undefined ? {} : { artifacts: { name: '--artifacts', value: this.artifactsDir(flags) } };
    const settings = listSettings(read, { redact: redactor, flags: given }).filter(
      ({ origin }) => flags.defaults || origin.kind !== 'default',
    );
    this.print(() => renderSettings(settings, flags));
    return {
      file: read.config.file,
      digest: read.config.digest,
      settings: settings.map(({ path, value, origin, note }) => ({
        path: formatPath(path),
        value: value ?? null,
        note: note ?? null,
        from: origin.kind,
        origin: describeOrigin(origin),
      })),
    };
  }
}
