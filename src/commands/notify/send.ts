import { exitCodeHelp } from '../../cli/exit-codes.ts';
import { notifyEffects } from '../../cli/notify-effects.ts';
import { OadsCommand } from '../../cli/oads-command.ts';
import { renderDelivery } from '../../cli/render/notify.ts';
import { requireNotify } from '../../cli/require-notify.ts';

export default class NotifySend extends OadsCommand {
  static override summary = 'send what is pending';
  static override description =
    `Sends the messages that could not be delivered yet, and the one that sums up what the rate limit held back, as the next run would.

${exitCodeHelp({ 0: 'nothing is pending any more', 1: null, 3: 'something is pending still, was given up, or the record cannot be written', 4: null })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --config oads.yaml',
    '<%= config.bin %> <%= command.id %> --config oads.yaml --json',
  ];

  protected override needsNotify(): boolean {
    return true;
  }

  async run(): Promise<unknown> {
    const { flags } = await this.parse(NotifySend);
    const config = await this.loadConfig(flags);
    const settings = requireNotify(config);
    const { flushPending } = await import('../../core/notify/notify-run.ts');
    const effects = await notifyEffects(this.effectsOf(flags), config.baseDir);
    const request = { artifactsDir: this.artifactsDir(flags, config), pipeline: config.pipeline, settings };
    const { delivery } = await flushPending(request, effects);
    this.print((screen) => renderDelivery(config.pipeline, delivery, screen));
    this.setVerdict(delivery.pending + delivery.given_up > 0 ? 3 : 0);
    return { pipeline: config.pipeline, ...delivery };
  }
}
