import { createHmac } from 'node:crypto';

/**
 * Headers of a signed message by the Standard Webhooks specification: HMAC-SHA256 over id, time and body. A secret `whsec_…` is base64,
 * any other its own bytes.
 */
export function signWebhook(secret: string, { id, body, now }: { id: string; body: string; now: Date }): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret, 'utf8');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
