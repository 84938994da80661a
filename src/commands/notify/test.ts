import { Flags } from '@oclif/core';
import { exitCodeHelp } from '../../cli/exit-codes.ts';
import { notifyEffects } from '../../cli/notify-effects.ts';
import { OadsCommand } from '../../cli/oads-command.ts';
import { renderTested } from '../../cli/render/notify.ts';
import { requireNotify } from '../../cli/require-notify.ts';
import { UsageError } from '../../core/errors.ts';

export default class NotifyTest extends OadsCommand {
  static override summary = 'send a test message to each channel of the config';
  static override description = `The message says that it is a test. It counts for no rate limit and stands in no record.

${exitCodeHelp({ 0: 'every channel took it', 1: null, 3: 'a channel did not take it', 4: null })}`;
  static override examples = [
    '<%= config.bin %> <%= command.id %> --config oads.yaml',
    '<%= config.bin %> <%= command.id %> --config oads.yaml --channel ops --json',
  ];
  static override flags = { channel: Flags.string({ helpValue: 'NAME', summary: 'only this channel' }) };

  protected override needsNotify(): boolean {
    return true;
  }

  async run(): Promise<unknown> {
    const { flags } = await this.parse(NotifyTest);
    const config = await this.loadConfig(flags);
    const settings = requireNotify(config);
    const channels = settings.channels.filter(({ name }) => flags.channel === undefined || name === flags.channel);
    if (channels.length === 0) {
      const names = settings.channels.map(({ name }) => name).join(', ');
      throw new UsageError('OADS_USAGE', `--channel: expected a channel of the config, got ${JSON.stringify(flags.channel)}`, {
        hint: `there are ${names}`,
      });
    }
    const { testChannels } = await import('../../core/notify/test-channels.ts');
    const effects = await notifyEffects(this.effectsOf(flags), config.baseDir);
    const tested = await testChannels(config.pipeline, channels, settings, effects);
    this.print((screen) => renderTested(tested, screen));
    this.setVerdict(tested.every(({ delivered }) => delivered) ? 0 : 3);
    return { pipeline: config.pipeline, channels: tested };
  }
}
