import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.ts';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { recordsOfDrift } from '../cli/records.ts';
import { renderDrift } from '../cli/render/drift.ts';
import { renderSegments } from '../cli/render/segments.ts';
import { withRows } from '../cli/take-in.ts';
import { reportFlags, verdictFlags } from '../cli/verdict-flags.ts';

export default class Drift extends BaseCommand {
  static override summary = "compare a batch with the model's training reference";
  static override description =
    `A feature has drifted when the shift is both significant and large. Exits 1 on severe drift where the config's
drift gate blocks (or with --strict on any drift).

${exitCodeHelp({ 0: 'no drift that blocks', 1: 'severe drift with gate.drift: block, or drift could not be computed (with --strict any drift; 0 with --exit-zero)' })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> batch.parquet --config config/us-flights.yaml',
    '<%= config.bin %> <%= command.id %> batch.parquet --config config/us-flights.yaml --json',
    '<%= config.bin %> <%= command.id %> batch.parquet --config config/us-flights.yaml --format ndjson',
  ];
  static override args = {
    file: Args.string({ description: 'CSV, Parquet, Arrow or NDJSON file; default: the source of the config', ignoreStdin: true }),
  };
  static override flags = {
    output: Flags.string({ char: 'o', helpValue: 'FILE', summary: 'also write the drift snapshot as JSON, with the segments' }),
    ...reportFlags,
    ...verdictFlags,
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Drift);
    const plan = await this.makePlan(flags);
    const effects = this.effectsOf(flags);
    const { requireBundle } = await import('../core/pipeline/plan.ts');
    const { judgeDrift, judgeQuality, judgeSegments } = await import('../core/pipeline/judge.ts');
    const { summariseSegments } = await import('../core/segment/segment-snapshot.ts');
    const { driftsInSegments } = await import('../core/segment/weigh-segments.ts');
    const { blocksOnDrift } = await import('../core/pipeline/gather-evidence.ts');
    const { replaceFile } = await import('../core/artifacts/replace-file.ts');
    const { batchId } = await import('../core/pipeline/batch-id.ts');
    requireBundle(plan);
    const { snapshot, segments, drifts } = await withRows(plan, effects, { file: args.file, output: flags.output }, async (intake) => {
      const id = batchId(plan, intake, this.config.version);
      const found = plan.config.segments.length > 0 ? judgeSegments(plan, intake, id, await judgeQuality(plan, intake, id)) : undefined;
      return {
        snapshot: judgeDrift(plan, intake, id),
        segments: found && summariseSegments(found),
        drifts: found !== undefined && driftsInSegments(found),
      };
    });
    const result = segments ? { ...snapshot, segments } : snapshot;
    if (flags.output) await replaceFile(flags.output, `${JSON.stringify(result, null, 2)}\n`);
    this.report(flags.format, {
      text: (screen) => [renderDrift(snapshot, screen), ...renderSegments(segments ?? [], screen)].join('\n'),
      ...recordsOfDrift(snapshot, segments),
    });
    const broken = snapshot.verdict === 'unavailable';
    const warned = snapshot.verdict !== 'none' || (snapshot.season?.verdict ?? 'none') !== 'none' || drifts;
    this.setVerdict(blocksOnDrift(plan, snapshot) || broken || (flags.strict && warned) ? 1 : 0, flags);
    return result;
  }
}
