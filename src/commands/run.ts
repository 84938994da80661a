import { BaseCommand, type BaseFlags, parseAsOf } from '../cli/base-command.ts';
import { reportError } from '../cli/error-report.ts';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { writeJsonLine } from '../cli/json-lines.ts';
import { renderSummary } from '../cli/render/summary.ts';
import { describeResult, verdictOf } from '../cli/run/describe-result.ts';
import { MODE_FLAGS, type ModeFlags, parseOverlap, refuseAsOf } from '../cli/run/modes.ts';
import { notifyOfRun } from '../cli/run/notify-of-run.ts';
import { verdictFlags } from '../cli/verdict-flags.ts';
import type { PointInTime } from '../core/pipeline/plan.ts';

type RunFlags = BaseFlags & ModeFlags & { 'exit-zero': boolean };

export default class Run extends BaseCommand {
  static override summary = 'load, check, compare, gate, score: the whole pipeline, with all artifacts';
  static override description =
    `Reads the config's source (or its fallback), checks the quality of the rows, compares them with the model's \
training reference, and scores them only if the gates allow it. All artifacts appear at once under \
DIR/<pipeline>/runs/<run id>; the same input gives the same run id and the same bytes.

--window names the rows: 2001-04-01/2001-04-30 is all of April (an end without a time of day is that whole day), \
2001-04-01T00:00Z/PT6H six hours. With --step it is a backfill: one run a step, steps that have a run are skipped, a table at \
the end. --every runs again and again, one run at a time, each as of its due time; what fails is reported, and the next run is \
made all the same. With --every, --json prints one object a line.

${exitCodeHelp({ 0: 'the run was written and not withheld', 1: 'the data said no: nothing was scored (with --strict: anything but certified; 0 with --exit-zero)' })}
Of several runs the highest.`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --as-of 2001-04-08T00:00:00Z',
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --artifacts /tmp/artifacts --json',
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --window 2001-04-01/2001-04-30 --step 1d',
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --every 5m --since-last --max-runs 1',
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --every "0 6 * * 1-5" --timezone America/New_York',
  ];
  static override flags = { ...MODE_FLAGS, ...verdictFlags };

  protected override needsNotify({ notify, step }: RunFlags): boolean {
    return notify ?? step === undefined;
  }
  async run(): Promise<unknown> {
    const { flags } = await this.parse(Run);
    refuseAsOf(flags);
    if (flags.every !== undefined) return this.watch(flags, flags.every);
    if (flags.step !== undefined) return this.backfill(flags);
    return this.runOnce(flags, await this.findPoint(flags));
  }

  private async runOnce(flags: RunFlags, point: PointInTime | undefined) {
    const plan = await this.makePlan(flags, point);
    const { runPipeline } = await import('../core/pipeline/run-pipeline.ts');
    const effects = this.effectsOf(flags);
    const result = await runPipeline(plan, { artifactsDir: this.artifactsDir(flags, plan.config), version: this.config.version }, effects);
    this.print((screen) => renderSummary(result, screen), `the run ${result.dir}`);
    const exitCode = verdictOf(result, flags);
    this.setVerdict(exitCode, flags);
    if (result.modelError && !this.jsonEnabled()) reportError(result.modelError, { json: false });
    if (flags.notify ?? true) await notifyOfRun(plan, result, this.artifactsDir(flags, plan.config), effects);
    return describeResult(result, exitCode);
  }

  /** Undefined: the config's window as of what the flags say. */
  private async findPoint(flags: RunFlags, due?: Date): Promise<PointInTime | undefined> {
    if (flags.window !== undefined) {
      const { parseInterval } = await import('../core/pipeline/schedule/parse-interval.ts');
      const span = parseInterval(flags.window);
      return { asOf: span.to, span };
    }
    if (!flags['since-last']) return due && { asOf: due };
    const [{ spanSinceLast }, { requireWindow }] = await Promise.all([
      import('../core/pipeline/schedule/read-watermark.ts'),
      import('../core/pipeline/row-window.ts'),
    ]);
    const asOf = due ?? parseAsOf(flags['as-of']) ?? new Date();
    const overlapMs = await parseOverlap(flags.overlap);
    const config = await this.loadConfig(flags);
    requireWindow(config, '--since-last');
    return { asOf, span: await spanSinceLast(this.artifactsDir(flags, config), config.pipeline, asOf, overlapMs), by: 'last-run' };
  }

  private async backfill(flags: RunFlags) {
    const { describeSteps, runSteps, verdictOfSteps } = await import('../cli/run/run-steps.ts');
    const { renderSteps } = await import('../cli/run/render-steps.ts');
    const config = await this.loadConfig(flags);
    const effects = this.effectsOf(flags);
    const request = { flags, artifactsDir: this.artifactsDir(flags, config), version: this.config.version, json: this.jsonEnabled() };
    const { plan, done } = await runSteps(() => this.makePlan(flags), request, effects);
    this.print((screen) => renderSteps(done, screen), `the runs of the steps, in ${request.artifactsDir}`);
    if (done.interrupted !== undefined) throw done.interrupted;
    const exitCode = verdictOfSteps(done.steps, flags);
    this.setVerdict(exitCode, flags);
    return describeSteps(plan, done, exitCode);
  }

  /** Everything is read anew for each run, so that a changed config and a promoted bundle count from the next one on. */
  private async watch(flags: RunFlags, every: string): Promise<void> {
    const { parseSchedule } = await import('../core/pipeline/schedule/parse-schedule.ts');
    const { watchRuns } = await import('../cli/run/watch-runs.ts');
    const schedule = parseSchedule(every, flags.timezone, new Date());
    await this.makePlan(flags, await this.findPoint(flags, new Date())); // a config that cannot be used ends the watch before it begins
    const effects = this.effectsOf(flags);
    effects.announce?.(
      `watching: ${schedule.text}, first run due at ${schedule.first(new Date())?.toISOString()}; SIGINT or SIGTERM ends it`,
    );
    const writeLine = this.jsonEnabled() ? writeJsonLine : undefined;
    const runAt = async (due: Date) => this.runOnce(flags, await this.findPoint(flags, due));
    const watched = await watchRuns({ schedule, maxRuns: flags['max-runs'], runAt, writeLine }, effects);
    this.setVerdict(watched.exitCode, flags);
  }
}
