import { existsSync } from 'node:fs';
import { Flags } from '@oclif/core';
import { exitCodeHelp } from '../../cli/exit-codes.ts';
import { OadsCommand } from '../../cli/oads-command.ts';
import { renderNotifications } from '../../cli/render/notify.ts';
import type { ListedPipeline } from '../../cli/results/notify.ts';

export default class NotifyList extends OadsCommand {
  static override summary = 'list the messages that were sent, and those that were not';
  static override description =
    `One line a message, newest first: when it was made, on which channel, what became of it, and what it says. Without a config \
every pipeline of the artifacts directory is listed.

${exitCodeHelp({ 0: 'the messages were listed, or there are none', 1: 'with --strict: the record is damaged', 4: null })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --artifacts artifacts --limit 20',
    '<%= config.bin %> <%= command.id %> --artifacts artifacts --json',
  ];
  static override flags = {
    limit: Flags.integer({ char: 'n', helpValue: 'N', min: 1, summary: 'no more than so many messages of a pipeline' }),
  };

  async run(): Promise<unknown> {
    const { flags } = await this.parse(NotifyList);
    const isConfigured = flags.config !== undefined || (flags.artifacts === undefined && existsSync('oads.yaml'));
    const config = isConfigured ? await this.loadConfig(flags) : undefined;
    const artifactsDir = this.artifactsDir(flags, config);
    const [{ listNotifications }, { listPipelines }] = await Promise.all([
      import('../../core/notify/list-notifications.ts'),
      import('../../core/artifacts/read-runs.ts'),
    ]);
    const names = config ? [config.pipeline] : await listPipelines(artifactsDir);
    const pipelines: ListedPipeline[] = [];
    for (const pipeline of names) {
      const { notifications, problems } = await listNotifications(artifactsDir, pipeline);
      const shown = notifications.slice(0, flags.limit);
      pipelines.push({ pipeline, total: notifications.length, problems: [...problems], notifications: shown });
    }
    if (pipelines.length === 0) this.log(`${artifactsDir}: no pipeline has run there`);
    for (const listed of pipelines) this.print((screen) => renderNotifications(listed, screen));
    this.setVerdict(flags.strict && pipelines.some(({ problems }) => problems.length > 0) ? 1 : 0);
    return { artifacts: artifactsDir, pipelines };
  }
}
