import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.ts';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { recordsOfDrift } from '../cli/records.ts';
import { renderDrift } from '../cli/render/drift.ts';
import { renderSegments } from '../cli/render/segments.ts';
import { claimStdin } from '../cli/rows/claim-stdin.ts';
import { passFlags, planPass } from '../cli/rows/pass-flags.ts';
import { releaseRows } from '../cli/rows/release-rows.ts';
import { withRows } from '../cli/rows/take-in.ts';
import type { Screen } from '../cli/terminal/screen.ts';
import { verdictFlags } from '../cli/verdict-flags.ts';

export default class Drift extends BaseCommand {
  static override summary = "compare a batch with the model's training reference";
  static override description =
    `A feature has drifted when the shift is both significant and large. Exits 1 on severe drift where the config's \
drift gate blocks (or with --strict on any drift). With --pass the rows go to stdout after a verdict that lets them pass \
(exit 0), those that a quarantine check sets aside left out, and the report goes to stderr.

${exitCodeHelp({ 0: 'no drift that blocks', 1: 'severe drift with gate.drift: block, or drift could not be computed (with --strict any drift; 0 with --exit-zero)' })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> batch.parquet --config config/us-flights.yaml',
    '<%= config.bin %> <%= command.id %> batch.parquet --config config/us-flights.yaml --json',
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
    output: Flags.string({ char: 'o', helpValue: 'FILE', summary: 'also write the drift snapshot as JSON, with the segments' }),
    ...passFlags,
    ...verdictFlags,
  };

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Drift);
    claimStdin({ '--config': flags.config, FILE: args.file });
    const pass = planPass({ ...flags, json: this.jsonEnabled() });
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
    const files = { file: args.file, output: flags.output, artifacts: flags.artifacts };
    return await withRows(plan, effects, files, async (intake, { scratchDir }) => {
      const id = batchId(plan, intake, this.config.version);
      const found = plan.config.segments.length > 0 ? judgeSegments(plan, intake, id, await judgeQuality(plan, intake, id)) : undefined;
      const segments = found && summariseSegments(found);
      const snapshot = judgeDrift(plan, intake, id);
      const result = segments ? { ...snapshot, segments } : snapshot;
      if (flags.output) await replaceFile(flags.output, `${JSON.stringify(result, null, 2)}\n`);
      const text = (screen: Screen) => [renderDrift(snapshot, screen), ...renderSegments(segments ?? [], screen)].join('\n');
      if (pass) this.tell(flags, text);
      else this.report(flags.format, { text, ...recordsOfDrift(snapshot, segments) });
      const broken = snapshot.verdict === 'unavailable';
      const drifts = found !== undefined && driftsInSegments(found);
      const warned = snapshot.verdict !== 'none' || (snapshot.season?.verdict ?? 'none') !== 'none' || drifts;
      const verdict = blocksOnDrift(plan, snapshot) || broken || (flags.strict && warned) ? 1 : 0;
      this.setVerdict(verdict, flags);
      if (pass && verdict === 0) await releaseRows(intake, pass, scratchDir);
      return result;
    });
  }
}
