import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.ts';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { recordsOfQuality } from '../cli/records.ts';
import { renderQuality } from '../cli/render/checks.ts';
import { renderSegments } from '../cli/render/segments.ts';
import { claimStdin } from '../cli/rows/claim-stdin.ts';
import { passFlags, planPass } from '../cli/rows/pass-flags.ts';
import { releaseRows } from '../cli/rows/release-rows.ts';
import { withRows } from '../cli/rows/take-in.ts';
import type { Screen } from '../cli/terminal/screen.ts';
import { verdictFlags } from '../cli/verdict-flags.ts';

export default class Check extends BaseCommand {
  static override summary = 'check the quality of a batch';
  static override description =
    `Runs the contract and the checks of the config on a file, on stdin (-), or on the config's source, and prints one line a \
check. With --pass the rows go to stdout after a verdict that lets them pass (exit 0), those that were set aside left out, \
and the report goes to stderr; of rows that are refused nothing is written.

${exitCodeHelp({ 0: 'no check failed', 1: 'the quality flag is fail or error (with --strict also warn, or a segment fails a check; 0 with --exit-zero)' })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> batch.parquet --config config/us-flights.yaml',
    '<%= config.bin %> <%= command.id %> batch.csv --config config/us-flights.yaml --json -o quality_snapshot.json',
    '<%= config.bin %> <%= command.id %> batch.parquet --config config/us-flights.yaml --format ndjson',
    '<%= config.bin %> <%= command.id %> batch.parquet --config config/us-flights.yaml --pass | <%= config.bin %> score - --config config/us-flights.yaml',
  ];
  static override args = {
    file: Args.string({
      description: 'CSV, Parquet, Arrow or NDJSON file, - for stdin; default: the source of the config',
      ignoreStdin: true,
    }),
  };
  static override flags = {
    output: Flags.string({ char: 'o', helpValue: 'FILE', summary: 'also write the quality snapshot as JSON, with the segments' }),
    ...passFlags,
    ...verdictFlags,
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Check);
    claimStdin({ '--config': flags.config, FILE: args.file });
    const pass = planPass({ ...flags, json: this.jsonEnabled() });
    const plan = await this.makePlan(flags);
    const effects = this.effectsOf(flags);
    const { judgeQuality, judgeSegments } = await import('../core/pipeline/judge.ts');
    const { summariseSegments } = await import('../core/segment/segment-snapshot.ts');
    const { failsInSegments } = await import('../core/segment/weigh-segments.ts');
    const { replaceFile } = await import('../core/artifacts/replace-file.ts');
    const { batchId } = await import('../core/pipeline/batch-id.ts');
    const files = { file: args.file, output: flags.output, artifacts: flags.artifacts };
    return await withRows(plan, effects, files, async (intake, { scratchDir }) => {
      const id = batchId(plan, intake, this.config.version);
      const snapshot = await judgeQuality(plan, intake, id, effects.redact);
      const found = judgeSegments(plan, intake, id, snapshot);
      const segments = found && summariseSegments(found);
      const result = segments ? { ...snapshot, segments } : snapshot;
      if (flags.output) await replaceFile(flags.output, `${JSON.stringify(result, null, 2)}\n`);
      const text = (screen: Screen) => [renderQuality(snapshot, screen), ...renderSegments(segments ?? [], screen)].join('\n');
      if (pass) this.tell(flags, text);
      else this.report(flags.format, { text, ...recordsOfQuality(snapshot, segments) });
      const failed = snapshot.flag === 'fail' || snapshot.flag === 'error';
      const warned = snapshot.flag === 'warn' || (found !== undefined && failsInSegments(found));
      const verdict = failed || (flags.strict && warned) ? 1 : 0;
      this.setVerdict(verdict, flags);
      if (pass && verdict === 0) await releaseRows(intake, pass, scratchDir);
      return result;
    });
  }
}
