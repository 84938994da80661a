import type { Channel } from '../../config/notify-defaults.ts';
import { systemCode } from '../../errors.ts';
import type { Attempt, Outcome } from './outcome.ts';
import { sendCommand } from './send-command.ts';
import { sendEmail } from './send-email.ts';
import { sendHttp } from './send-http.ts';

/** Longer than it takes to end a command that ignores being asked. */
const GRACE_MS = 1000;

/** One attempt. What nobody thought of is a failure of the channel, never of the run. */
export async function send(channel: Channel, attempt: Attempt): Promise<Outcome> {
  try {
    return await endAfter(attempt.signal, sendBy(channel, attempt));
  } catch (error) {
    const kind = systemCode(error) ?? (error instanceof Error ? error.name : typeof error);
    return { state: 'failed', error: `unexpected: ${kind}`, uncertain: true };
  }
}

function sendBy(channel: Channel, attempt: Attempt): Promise<Outcome> {
  if (channel.type === 'email') return sendEmail(channel, attempt);
  if (channel.type === 'command') return sendCommand(channel, attempt);
  return sendHttp(channel, attempt);
}

/** Each channel heeds the signal itself; one that does not must neither hold the run up nor let the process end with the question open. */
async function endAfter(signal: AbortSignal, work: Promise<Outcome>): Promise<Outcome> {
  const awake = setInterval(() => {}, 60_000); // timers of signals keep no process alive
  let last: NodeJS.Timeout | undefined;
  let stop = () => {};
  const late = new Promise<Outcome>((resolve) => {
    stop = () => {
      last = setTimeout(() => resolve({ state: 'failed', error: 'did not end in time', uncertain: true }), GRACE_MS);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    signal.removeEventListener('abort', stop);
    clearTimeout(last);
    clearInterval(awake);
  }
}
