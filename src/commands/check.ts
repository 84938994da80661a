import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.ts';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { recordsOfQuality } from '../cli/records.ts';
import { renderQuality } from '../cli/render/checks.ts';
import { renderSegments } from '../cli/render/segments.ts';
import { withRows } from '../cli/take-in.ts';
import { reportFlags, verdictFlags } from '../cli/verdict-flags.ts';

export default class Check extends BaseCommand {
  static override summary = 'check the quality of a batch';
  static override description =
    `Runs the contract and the checks of the config on a file, or on the config's source, and prints one line a check.

${exitCodeHelp({ 0: 'no check failed', 1: 'a check failed or could not be computed (with --strict also a warning, or a segment that fails; 0 with --exit-zero)' })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> batch.parquet --config config/us-flights.yaml',
    '<%= config.bin %> <%= command.id %> batch.csv --config config/us-flights.yaml --json -o quality_snapshot.json',
    '<%= config.bin %> <%= command.id %> batch.parquet --config config/us-flights.yaml --format ndjson',
  ];
  static override args = {
    file: Args.string({ description: 'CSV, Parquet, Arrow or NDJSON file; default: the source of the config', ignoreStdin: true }),
  };
  static override flags = {
    output: Flags.string({ char: 'o', helpValue: 'FILE', summary: 'also write the quality snapshot as JSON, with the segments' }),
    ...reportFlags,
    ...verdictFlags,
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Check);
    const plan = await this.makePlan(flags);
    const effects = this.effectsOf(flags);
    const { judgeQuality, judgeSegments } = await import('../core/pipeline/judge.ts');
    const { summariseSegments } = await import('../core/segment/segment-snapshot.ts');
    const { failsInSegments } = await import('../core/segment/weigh-segments.ts');
    const { replaceFile } = await import('../core/artifacts/replace-file.ts');
    const { batchId } = await import('../core/pipeline/batch-id.ts');
    const { snapshot, segments, fails } = await withRows(plan, effects, { file: args.file, output: flags.output }, async (intake) => {
      const id = batchId(plan, intake, this.config.version);
      const quality = await judgeQuality(plan, intake, id, effects.redact);
      const found = judgeSegments(plan, intake, id, quality);
      return { snapshot: quality, segments: found && summariseSegments(found), fails: found !== undefined && failsInSegments(found) };
    });
    const result = segments ? { ...snapshot, segments } : snapshot;
    if (flags.output) await replaceFile(flags.output, `${JSON.stringify(result, null, 2)}\n`);
    this.report(flags.format, {
      text: (screen) => [renderQuality(snapshot, screen), ...renderSegments(segments ?? [], screen)].join('\n'),
      ...recordsOfQuality(snapshot, segments),
    });
    const failed = snapshot.flag === 'fail' || snapshot.flag === 'error';
    this.setVerdict(failed || (flags.strict && (snapshot.flag === 'warn' || fails)) ? 1 : 0, flags);
    return result;
  }
}
