import path from 'node:path';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.ts';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { renderScore } from '../cli/render/score.ts';
import { withRows } from '../cli/take-in.ts';
import { verdictFlags } from '../cli/verdict-flags.ts';

export default class Score extends BaseCommand {
  static override summary = 'score a batch with the model bundle';
  static override description =
    `Scores every row and prints the metrics; -o writes one CSV line a row. Rows that a quarantine check refuses are left out.
A bare score has no quality and drift evidence behind it, so its trust is rank-only: no p- or q-values. Use run for those.

${exitCodeHelp({ 0: 'rows were scored', 1: 'with --strict: always, since a bare score is never certified; 0 with --exit-zero' })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> batch.parquet --config config/us-flights.yaml -o anomaly_results.csv',
    '<%= config.bin %> <%= command.id %> batch.parquet --config config/us-flights.yaml --json',
  ];
  static override args = {
    file: Args.string({ description: 'CSV, Parquet, Arrow or NDJSON file; default: the source of the config', ignoreStdin: true }),
  };
  static override flags = {
    output: Flags.string({ char: 'o', helpValue: 'FILE', summary: 'CSV with a line for every scored row' }),
    ...verdictFlags,
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Score);
    const plan = await this.makePlan(flags);
    const effects = this.effectsOf(flags);
    const { requireBundle } = await import('../core/pipeline/plan.ts');
    const { scoreAlone } = await import('../core/pipeline/score-alone.ts');
    const bundle = requireBundle(plan);
    const metrics = await withRows(plan, effects, { file: args.file, output: flags.output }, (intake, { scratchDir }) =>
      scoreAlone(
        plan,
        bundle,
        intake,
        { scratchDir, output: flags.output && path.resolve(flags.output), version: this.config.version },
        effects,
      ),
    );
    this.print((screen) => renderScore(metrics, screen));
    if (flags.strict && metrics.trust !== 'certified') this.setVerdict(1, flags);
    return metrics;
  }
}
