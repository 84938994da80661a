import { UsageError } from '../../errors.ts';

/** Who marks a row must have shown that they may: also on loopback, where every user of the machine can reach the server. */
export function refuseMarksWithoutToken(token: string | null): void {
  if (token !== null) return;
  throw new UsageError('OADS_SERVE_ACK', '--allow-ack: expected a token that people sign in with, got none', {
    hint: 'name one with --token-file, or put it into OADS_TOKEN',
  });
}
