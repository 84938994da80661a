import { Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.ts';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { claimStdin } from '../cli/rows/claim-stdin.ts';
import { describeLoad, type LoadedRows, loadToStdout, summariseLoad } from '../cli/rows/load-to-stdout.ts';
import { planStdoutRows } from '../cli/rows/row-output.ts';
import { withRows } from '../cli/rows/take-in.ts';
import { throwIfAborted } from '../core/errors.ts';
import { FILE_FORMATS, type FileFormat } from '../core/frame/file-format.ts';

export default class Load extends BaseCommand {
  static override summary = 'read the source into a file or a pipe, in deterministic order';
  static override description =
    `Reads the config's source, or the fallback file when the source is out of reach, and writes the rows as they will be \
checked and scored: contract columns first, with the contract's types. Without -o it only counts them.

With -o - the rows go to stdout batch by batch, as an Arrow IPC stream unless --format says otherwise, and the report goes \
to stderr. Once a row has gone out no fallback may take over: a source that breaks then is exit 3, and the Arrow stream is \
left without its end mark, so that the next stage refuses it. Parquet cannot be streamed: it is made in the temporary \
directory first.

${exitCodeHelp({ 0: 'rows were read; a fallback is a warning', 1: 'with --strict: a fallback was used' })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --as-of 2001-04-08T00:00:00Z -o batch.parquet',
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --as-of 2001-04-08T00:00:00Z -o batch.csv',
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --as-of 2001-04-08T00:00:00Z -o - | <%= config.bin %> check - --config config/us-flights.yaml',
  ];
  static override flags = {
    output: Flags.string({
      char: 'o',
      helpValue: 'FILE',
      summary: 'file to write, - for stdout',
    }),
    format: Flags.option({
      options: FILE_FORMATS,
      summary: 'format of what -o writes (default: of a file by its extension; of stdout arrow)',
    })(),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Load);
    claimStdin({ '--config': flags.config });
    const streamed = flags.output === '-' ? planStdoutRows({ flag: '-o -', format: flags.format, json: this.jsonEnabled() }) : undefined;
    const { withoutWindows } = await import('../core/pipeline/derive-features.ts');
    const plan = withoutWindows(await this.makePlan(flags));
    const effects = this.effectsOf(flags);
    const files = { output: flags.output, artifacts: flags.artifacts };
    if (streamed) {
      const loaded = await loadToStdout(plan, effects, files, streamed);
      if (!loaded) return {}; // whoever read the rows has what it wanted
      this.tell(flags, () => describeLoad(loaded, ' to stdout'));
      if (flags.strict && loaded.fallback_reason) this.setVerdict(1);
      return loaded;
    }
    const { formatOf } = await import('../core/frame/file-format.ts');
    const format: FileFormat | undefined = flags.format ?? (flags.output === undefined ? undefined : formatOf(flags.output));
    const loaded = await withRows(plan, effects, files, async (intake, { used, fallbackReason }): Promise<LoadedRows> => {
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
      return summariseLoad(intake, { used, fallbackReason }, effects);
    });
    this.log(describeLoad(loaded, flags.output ? ` to ${flags.output}` : ''));
    if (flags.strict && loaded.fallback_reason) this.setVerdict(1);
    return { ...loaded, output: flags.output ?? null };
  }
}
