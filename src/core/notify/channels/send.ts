import type { Channel } from '../../config/notify-defaults.ts';
import { systemCode } from '../../errors.ts';
import type { Attempt, Outcome } from './outcome.ts';
import { sendCommand } from './send-command.ts';
import { sendEmail } from './send-email.ts';
import { sendHttp } from './send-http.ts';

/** One attempt. What nobody thought of is a failure of the channel, never of the run. */
export async function send(channel: Channel, attempt: Attempt): Promise<Outcome> {
  try {
    if (channel.type === 'email') return await sendEmail(channel, attempt);
    if (channel.type === 'command') return await sendCommand(channel, attempt);
    return await sendHttp(channel, attempt);
  } catch (error) {
    const kind = systemCode(error) ?? (error instanceof Error ? error.name : typeof error);
    return { state: 'failed', error: `unexpected: ${kind}`, uncertain: true };
  }
}
