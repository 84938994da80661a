import { BaseCommand } from '../cli/base-command.ts';
import { reportError } from '../cli/error-report.ts';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { renderSummary } from '../cli/render/summary.ts';
import { verdictFlags } from '../cli/verdict-flags.ts';

export default class Run extends BaseCommand {
  static override summary = 'load, check, compare, gate, score: the whole pipeline, with all artifacts';
  static override description = `Reads the config's source (or its fallback), checks the quality of the rows, compares them with the model's
training reference, and scores them only if the gates allow it. All artifacts appear at once under
DIR/<pipeline>/runs/<run id>; the same input gives the same run id and the same bytes.

${exitCodeHelp({ 0: 'the run was written and not withheld', 1: 'the data said no: nothing was scored (with --strict: anything but certified; 0 with --exit-zero)' })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --as-of 2001-04-08T00:00:00Z',
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --artifacts /tmp/artifacts --json',
  ];
  static override flags = { ...verdictFlags };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Run);
    const plan = await this.makePlan(flags);
    const { runPipeline } = await import('../core/pipeline/run-pipeline.ts');
    const effects = this.effectsOf(flags);
    const result = await runPipeline(plan, { artifactsDir: this.artifactsDir(flags, plan.config), version: this.config.version }, effects);
    this.print((screen) => renderSummary(result, screen));

    this.setVerdict(result.exitCode === 0 && flags.strict && result.state.trust.level !== 'certified' ? 1 : result.exitCode, flags);
    if (result.modelError && !this.jsonEnabled()) reportError(result.modelError, { json: false });
    return {
      ...result.state,
      artifacts: result.dir,
      existed: result.existed,
      source_failures: result.failures,
      outranked_by: result.outrankedBy && {
        run_id: result.outrankedBy.runId,
        trust_level: result.outrankedBy.trustLevel,
        finished_at: result.outrankedBy.finishedAt,
      },
      exit_code: Number(process.exitCode ?? 0),
    };
  }
}
