import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import type { EmailChannel } from '../../config/notify-defaults.ts';
import { systemCode } from '../../errors.ts';
import { describeNotification } from '../render/describe-notification.ts';
import { renderEmail } from '../render/render-email.ts';
import { describeNetworkError } from './describe-network-error.ts';
import type { Attempt, Outcome } from './outcome.ts';

interface SmtpFault {
  readonly responseCode?: number;
  /** Node's, where nodemailer has put one of its own in its place. */
  readonly originalCode?: string;
  /** At which it failed: `CONN`, `AUTH PLAIN`, `DATA`. */
  readonly command?: string;
}

/** One mail to all receivers over a connection of its own. nodemailer is loaded when the first mail is sent. */
export async function sendEmail(channel: EmailChannel, { notification, isRepeat, signal }: Attempt): Promise<Outcome> {
  let ca: string | undefined;
  try {
    ca = channel.ca === undefined ? undefined : await readFile(channel.ca, 'utf8');
  } catch {
    return { state: 'failed', error: 'the file of `ca` could not be read', uncertain: false };
  }
  const { createTransport } = await import('nodemailer');
  const { host, port, tls, auth, from, to, timeoutMs } = channel;
  // Of our own, so that it can be ended: nodemailer's deadlines are of silence, which a receiver may break for ever.
  const socket = connect({ host, port, signal });
  const trouble = new Promise<never>((_, reject) => {
    socket.on('error', reject);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  trouble.catch(() => {});
  try {
    await Promise.race([new Promise((resolve) => socket.once('connect', resolve)), trouble]);
    const transport = createTransport({
      host,
      port,
      connection: socket,
      secure: tls === 'tls',
      requireTLS: tls === 'starttls',
      ignoreTLS: tls === 'none',
      auth: auth && { user: auth.user, pass: auth.password },
      tls: { ca, rejectUnauthorized: true, minVersion: 'TLSv1.2' },
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
    const { subject, text, html } = renderEmail(notification, describeNotification(notification, { isRepeat }));
    const info = await Promise.race([
      transport.sendMail({
        from,
        to: [...to],
        subject,
        text,
        html,
        messageId: `<${notification.id}.${notification.channel}@${from.split('@')[1]}>`,
        date: new Date(notification.created_at),
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Oads-Notification': notification.id },
      }),
      trouble,
    ]);
    const refused = info.rejected.length;
    return { state: 'delivered', note: refused > 0 ? `${refused} of ${to.length} receivers were refused by the server` : undefined };
  } catch (error) {
    return judge(error, signal, socket.bytesRead > 0);
  } finally {
    socket.destroy();
  }
}

/** 4xx may pass, 5xx will not (RFC 5321, 4.2.1). What the server said is left out: it may repeat what was told it. */
function judge(error: unknown, signal: AbortSignal, isTalking: boolean): Outcome {
  const { responseCode, originalCode, command = '' } = error as SmtpFault;
  if (systemCode(error) === 'ETLS') return { state: 'failed', error: 'no encrypted connection', uncertain: false };
  if (responseCode !== undefined) {
    const at = /^AUTH/.test(command) ? ' to the sign-in' : '';
    const text = `the mail server answered ${responseCode}${at}`;
    return responseCode >= 500 ? { state: 'refused', error: text } : { state: 'failed', error: text, uncertain: false };
  }
  // A server that has not said a word has taken nothing; how far it came with one that has, nobody tells.
  if (signal.aborted) return { state: 'failed', error: 'not done in time', uncertain: isTalking };
  const own = systemCode(error) === 'EAUTH' ? 'the sign-in failed' : describeNetworkError({ code: originalCode ?? systemCode(error) });
  return { state: 'failed', error: own, uncertain: command === 'DATA' };
}
