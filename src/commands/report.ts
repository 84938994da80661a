import { existsSync } from 'node:fs';
import { Args, Flags } from '@oclif/core';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { OadsCommand } from '../cli/oads-command.ts';
import { UsageError } from '../core/errors.ts';

export default class Report extends OadsCommand {
  static override summary = 'write the dashboard of one run as a self-contained file';
  static override description =
    `One HTML file to mail, print or archive: the view of the dashboard with trust, reasons, anomalies, quality and drift. It holds \
its styles, no script, and asks for nothing from anywhere. The run is verified first; of a damaged run the report says what is wrong \
with it and shows no figure.

${exitCodeHelp({ 0: 'the report was written', 1: 'it was written, and says that the run is damaged', 2: 'usage or config error, or there is no such run', 4: null })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml -o report.html',
    '<%= config.bin %> <%= command.id %> last_good --artifacts artifacts --pipeline us-flights -o - > report.html',
  ];
  static override args = {
    run: Args.string({ description: 'id of the run, or its first digits, or last_good; default: the newest', ignoreStdin: true }),
  };
  static override flags = {
    pipeline: Flags.string({ helpValue: 'NAME', summary: 'its pipeline (default: that of the config, else the only one there is)' }),
    rows: Flags.integer({
      helpValue: 'N',
      min: 1,
      max: 10_000,
      default: 100,
      summary: 'show at most so many of the rows that the run keeps (score.top)',
    }),
    output: Flags.string({ char: 'o', required: true, helpValue: 'FILE', summary: 'file to write; - for stdout' }),
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Report);
    const toStdout = flags.output === '-';
    if (toStdout && this.jsonEnabled())
      throw new UsageError('OADS_USAGE', 'expected a file for the report beside --json, got -o - : both would be written to stdout', {
        hint: 'name a file with -o',
      });
    const isConfigured = flags.config !== undefined || (flags.artifacts === undefined && existsSync('oads.yaml'));
    const config = isConfigured ? await this.loadConfig(flags) : undefined;
    const artifactsDir = this.artifactsDir(flags, config);
    const [{ chooseRun }, { renderReport }, { replaceFile }] = await Promise.all([
      import('../core/artifacts/choose-run.ts'),
      import('../core/dashboard/report/render-report.ts'),
      import('../core/artifacts/replace-file.ts'),
    ]);
    const { pipeline, runId } = await chooseRun(artifactsDir, { pipeline: flags.pipeline ?? config?.pipeline, run: args.run });
    const { redact } = this.effectsOf(flags);
    const staleAfterMs = config?.dashboard.staleAfterMs;
    const { html, ...report } = await renderReport({
      artifactsDir,
      pipeline,
      run: runId,
      now: new Date(),
      staleAfterSeconds: staleAfterMs === undefined ? null : staleAfterMs / 1000,
      redact,
      rows: flags.rows,
    });
    if (toStdout) process.stdout.write(html);
    else {
      await replaceFile(flags.output, html);
      const { state, trust_level: level } = report;
      this.log(`${flags.output}: run ${report.run_id ?? 'unknown'} of ${pipeline}, ${state === 'ok' ? level : 'damaged'}`);
    }
    this.setVerdict(report.state === 'damaged' ? 1 : 0);
    return { pipeline, ...report, output: toStdout ? null : flags.output, bytes: Buffer.byteLength(html) };
  }
}
