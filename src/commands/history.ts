import { existsSync } from 'node:fs';
import { Flags } from '@oclif/core';
import { parseInstant } from '../cli/base-command.ts';
import { exitCodeHelp } from '../cli/exit-codes.ts';
import { OadsCommand } from '../cli/oads-command.ts';
import { historyCsv, recordsOfHistory } from '../cli/records.ts';
import { renderHistory } from '../cli/render/history.ts';
import { stopSignal } from '../cli/signals.ts';
import { layOutLine } from '../cli/terminal/lay-out.ts';
import type { PipelineHistory } from '../core/artifacts/summarise-runs.ts';
import { UsageError } from '../core/errors.ts';

export default class History extends OadsCommand {
  static override summary = 'list the runs of a pipeline';
  static override description =
    `One line a run, newest first: when it finished and as of when it looked, how many rows it took, the anomaly rate, the flags of \
quality and drift, the trust level, and which source was used. A damaged run is listed as such and stops nothing; verify tells \
what is wrong with it. With --verbose the reasons follow for which a run is not trusted further. Without a config every pipeline of \
the artifacts directory is listed.

${exitCodeHelp({ 0: 'the runs were listed, or there are none', 1: 'with --strict: a listed run or a link is damaged', 4: null })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --config config/us-flights.yaml --limit 20',
    '<%= config.bin %> <%= command.id %> --artifacts artifacts --pipeline us-flights --since 30d --format csv',
    '<%= config.bin %> <%= command.id %> --artifacts artifacts --json',
  ];
  static override flags = {
    pipeline: Flags.string({ helpValue: 'NAME', summary: 'pipeline to list (default: that of the config, else all)' }),
    limit: Flags.integer({ char: 'n', helpValue: 'N', summary: 'no more than so many runs of a pipeline' }),
    since: Flags.string({ helpValue: 'TIME', summary: 'runs that finished at or after this time, or within this duration, such as 7d' }),
    format: Flags.string({
      options: ['table', 'ndjson', 'csv'],
      relationships: [{ type: 'none', flags: ['json'] }],
      summary: 'table for people; csv; or ndjson: one JSON object a line, a summary last (default: table)',
    }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(History);
    if (flags.limit !== undefined && flags.limit < 1)
      throw new UsageError('OADS_USAGE', `--limit: expected 1 or more, got ${flags.limit}`, { hint: 'leave it out to list all runs' });
    const [{ summariseRuns }, { listPipelines }, since] = await Promise.all([
      import('../core/artifacts/summarise-runs.ts'),
      import('../core/artifacts/read-runs.ts'),
      parseSince(flags.since),
    ]);
    const isConfigured = flags.config !== undefined || (flags.artifacts === undefined && existsSync('oads.yaml'));
    const config = isConfigured ? await this.loadConfig(flags) : undefined;
    const artifactsDir = this.artifactsDir(flags, config);
    const found = await listPipelines(artifactsDir);
    if (flags.pipeline !== undefined && !found.includes(flags.pipeline)) throw noSuchPipeline(flags.pipeline, found, artifactsDir);
    const chosen = flags.pipeline ?? config?.pipeline;
    const histories: PipelineHistory[] = [];
    for (const pipeline of found.filter((name) => chosen === undefined || name === chosen))
      histories.push(await summariseRuns(artifactsDir, pipeline, { limit: flags.limit, since, signal: stopSignal }));

    if (flags.format === 'csv' && !this.jsonEnabled()) process.stdout.write(historyCsv(histories));
    else if (histories.length === 0 && flags.format !== 'ndjson')
      this.print((screen) => layOutLine(`${artifactsDir}: no run${chosen ? ` of ${chosen}` : ''} yet`, screen).join('\n'));
    else
      this.report(flags.format, {
        text: (screen) => renderHistory(histories, screen, flags.verbose),
        ...recordsOfHistory(artifactsDir, histories),
      });
    const damaged = histories.some(({ shown, problems }) => problems.length > 0 || shown.some(({ state }) => state === 'damaged'));
    this.setVerdict(flags.strict && damaged ? 1 : 0);
    return { artifacts: artifactsDir, pipelines: histories.map(({ shown, runs, ...rest }) => ({ ...rest, total: runs, runs: shown })) };
  }
}

function noSuchPipeline(name: string, found: readonly string[], artifactsDir: string): UsageError {
  const there = found.length === 0 ? 'none has run there' : `there are ${found.join(', ')}`;
  return new UsageError('OADS_USAGE_PIPELINE', `--pipeline: expected a pipeline of ${artifactsDir}, got ${JSON.stringify(name)}`, {
    hint: there,
  });
}

async function parseSince(text: string | undefined): Promise<Date | undefined> {
  if (text === undefined) return undefined;
  const { parseDurationMs } = await import('../core/config/durations.ts');
  if (/^[0-9]+(ms|s|m|h|d|w)$/.test(text)) return new Date(Date.now() - parseDurationMs(text));
  return parseInstant('--since', text, 'for example --since 2026-11-01, or --since 7d');
}
