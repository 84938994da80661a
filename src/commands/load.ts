import { Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.ts';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { formatCount } from '../cli/render/format.ts';
import { withRows } from '../cli/take-in.ts';
import { throwIfAborted } from '../core/errors.ts';
import { FILE_FORMATS, type FileFormat } from '../core/frame/file-format.ts';

export default class Load extends BaseCommand {
  static override summary = 'read the source into a file, in deterministic order';
  static override description =
    `Reads the config's source, or the fallback file when the source is out of reach, and writes the rows as they will be
checked and scored: contract columns first, with the contract's types. Without -o it only counts them.

${exitCodeHelp({ 0: 'rows were read; a fallback is a warning', 1: 'with --strict: a fallback was used' })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --as-of 2001-04-08T00:00:00Z -o batch.parquet',
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --as-of 2001-04-08T00:00:00Z -o batch.csv',
  ];
  static override flags = {
    output: Flags.string({ char: 'o', helpValue: 'FILE', summary: 'file to write; format by extension: parquet, arrow, csv, ndjson' }),
    format: Flags.option({ options: FILE_FORMATS, summary: 'format of the file, whatever its extension' })(),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Load);
    const plan = await this.makePlan(flags);
    const effects = this.effectsOf(flags);
    const { formatOf } = await import('../core/frame/file-format.ts');
    const format: FileFormat | undefined = flags.format ?? (flags.output === undefined ? undefined : formatOf(flags.output));
    const loaded = await withRows(plan, effects, { output: flags.output }, async (intake, { used, fallbackReason }) => {
      if (flags.output && format) {
        const { openWriter } = await import('../core/frame/write/write-file.ts');
        const writer = await openWriter(flags.output, format);
        try {
          for await (const batch of intake.readAll()) await writer.write(batch);
          throwIfAborted(effects.signal);
          await writer.close();
        } catch (error) {
          await writer.abort();
          throw error;
        }
      }
      for (const [column, count] of intake.unreadable)
        effects.warn(`${formatCount(count)} values of "${column}" could not be read as the contract's type: they are null in the output`);
      return {
        rows: intake.digest.rows,
        input_digest: intake.digest.hex(),
        schema: intake.schema,
        source_used: used,
        fallback_reason: fallbackReason,
      };
    });
    const where = flags.output ? ` to ${flags.output}` : '';
    this.log(`${formatCount(loaded.rows)} rows from ${loaded.source_used}${where}, digest ${loaded.input_digest.slice(0, 16)}`);
    if (flags.strict && loaded.fallback_reason) this.setVerdict(1);
    return { ...loaded, output: flags.output ?? null };
  }
}
