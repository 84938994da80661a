import { Flags } from '@oclif/core';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { OadsCommand } from '../cli/oads-command.ts';
import { renderPruned } from '../cli/render/pruned.ts';
import { UsageError } from '../core/errors.ts';

export default class Prune extends OadsCommand {
  static override summary = 'remove old runs, and what killed runs left behind';
  static override description =
    `Removes the runs beyond the limits, oldest first; never the one that latest or last_good leads to. The limits are those of \
the config's retention; each flag overrides its part. A run does the same after itself where the config has a retention. \
With --artifacts and without --config, every pipeline of the directory is pruned.

${exitCodeHelp({ 0: 'done', 1: null })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --runs 100 --dry-run',
    '<%= config.bin %> <%= command.id %> --artifacts artifacts --days 90 --json',
  ];
  static override flags = {
    runs: Flags.integer({ helpValue: 'N', summary: 'how many runs are kept (default: retention.runs of the config)' }),
    days: Flags.integer({
      helpValue: 'N',
      summary: 'for how many days a run is kept after it finished (default: retention.days of the config)',
    }),
    'dry-run': Flags.boolean({ summary: 'only say what would go' }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Prune);
    for (const name of ['runs', 'days'] as const) refuseLessThanOne(name, flags[name]);
    const config = flags.config === undefined && flags.artifacts !== undefined ? undefined : await this.loadConfig(flags);
    const limits = { ...config?.retention };
    if (flags.runs !== undefined) limits.runs = flags.runs;
    if (flags.days !== undefined) limits.days = flags.days;
    if (limits.runs === undefined && limits.days === undefined) {
      throw new UsageError('OADS_USAGE_RETENTION', 'expected a limit on what is kept, got neither --runs nor --days nor a retention', {
        hint: 'name one, for example --runs 100, or write `retention: {runs: 100}` into the config and name it with -c',
      });
    }
    const { pruneArtifacts } = await import('../core/artifacts/prune/prune-artifacts.ts');
    const artifactsDir = this.artifactsDir(flags, config);
    const dryRun = flags['dry-run'] ?? false;
    const reports = await pruneArtifacts(artifactsDir, { pipeline: config?.pipeline, limits, dryRun, now: () => new Date() });
    for (const report of reports) this.print((screen) => renderPruned(report, limits, { dryRun, screen }));
    if (reports.length === 0) this.log(`${artifactsDir}: no pipeline has run there`);
    return { artifacts: artifactsDir, limits, dry_run: dryRun, pipelines: reports };
  }
}

function refuseLessThanOne(name: string, count: number | undefined): void {
  if (count === undefined || count >= 1) return;
  throw new UsageError('OADS_USAGE_RETENTION', `--${name}: expected 1 or more, got ${count}`, {
    hint: `to keep as little as can be, --${name} 1; latest and last_good always stay`,
  });
}
