import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.ts';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { renderScore } from '../cli/render/score.ts';
import { claimStdin } from '../cli/rows/claim-stdin.ts';
import { planStdoutRows } from '../cli/rows/row-output.ts';
import { scoreToStdout, writeScores } from '../cli/rows/score-output.ts';
import { withRows } from '../cli/rows/take-in.ts';
import { verdictFlags } from '../cli/verdict-flags.ts';
import { UsageError } from '../core/errors.ts';
import { FILE_FORMATS } from '../core/frame/file-format.ts';

export default class Score extends BaseCommand {
  static override summary = 'score a batch with the model bundle';
  static override description =
    `Scores every row and prints the metrics; -o writes one line a row. Rows that a quarantine check refuses are left out. \
A bare score has no quality and drift evidence behind it, so its trust is rank-only: no p- or q-values. Use run for those.

With -o - the rows go to stdout as they are scored, in one pass, as an Arrow IPC stream unless --format says otherwise, and \
the metrics go to stderr. With --spool the batch is kept in the temporary directory and scored whole before the first row \
goes out, which model.rule: fdr needs.

${exitCodeHelp({ 0: 'rows were scored', 1: 'with --strict: always, since a bare score is never certified (0 with --exit-zero)' })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> batch.parquet --config config/us-flights.yaml -o anomaly_results.csv',
    '<%= config.bin %> <%= command.id %> batch.parquet --config config/us-flights.yaml --json',
    '<%= config.bin %> <%= command.id %> - --config config/us-flights.yaml -o - --format csv < batch.parquet',
  ];
  static override args = {
    file: Args.string({
      description: 'CSV, Parquet, Arrow or NDJSON file, - for stdin; default: the source of the config',
      ignoreStdin: true,
    }),
  };
  static override flags = {
    output: Flags.string({
      char: 'o',
      helpValue: 'FILE',
      summary: 'file with a line for every scored row, - for stdout',
    }),
    format: Flags.option({
      options: FILE_FORMATS,
      summary: 'format of what -o writes (default: of a file by its extension, else csv; of stdout arrow)',
    })(),
    spool: Flags.boolean({ summary: 'with -o -: score the whole batch before the first row goes out' }),
    ...verdictFlags,
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Score);
    claimStdin({ '--config': flags.config, FILE: args.file });
    const toStdout = flags.output === '-' ? planStdoutRows({ flag: '-o -', format: flags.format, json: this.jsonEnabled() }) : undefined;
    if (flags.spool && !toStdout) {
      throw new UsageError('OADS_USAGE', 'expected --spool with -o -, got it without', {
        hint: 'a file is always written from the whole batch',
      });
    }
    const plan = await this.makePlan(flags);
    const effects = this.effectsOf(flags);
    const { requireBundle } = await import('../core/pipeline/plan.ts');
    const bundle = requireBundle(plan);
    const files = { file: args.file, output: flags.output, artifacts: flags.artifacts };
    const version = this.config.version;
    if (toStdout && !flags.spool) {
      const metrics = await scoreToStdout(plan, bundle, effects, files, { format: toStdout, version });
      if (!metrics) return {}; // whoever read the rows has what it wanted
      this.tell(flags, (screen) => renderScore(metrics, screen, 0));
      if (flags.strict && metrics.trust !== 'certified') this.setVerdict(1, flags);
      return metrics;
    }
    const { scoreAlone } = await import('../core/pipeline/score-alone.ts');
    const { formatOr } = await import('../core/frame/file-format.ts');
    const write = writeScores({ output: flags.output, format: toStdout ?? flags.format ?? formatOr('csv', flags.output), effects });
    const metrics = await withRows(plan, effects, files, (intake, { scratchDir }) =>
      scoreAlone(plan, bundle, intake, { scratchDir, version, write: (scored, claims) => write(scored, claims, scratchDir) }, effects),
    );
    if (toStdout) this.tell(flags, (screen) => renderScore(metrics, screen, 0));
    else this.print((screen) => renderScore(metrics, screen));
    if (flags.strict && metrics.trust !== 'certified') this.setVerdict(1, flags);
    return metrics;
  }
}
