import type { Notification } from '../../snapshot/notification.ts';
import type { NotifyEffects } from '../effects.ts';

/** What an attempt came to. Errors are words of our own: those of libraries may name an address. */
export type Outcome =
  | { readonly state: 'delivered'; readonly note?: string }
  /** It will never be taken as it is. */
  | { readonly state: 'refused'; readonly error: string }
  /** `uncertain`: it may have arrived all the same. */
  | { readonly state: 'failed'; readonly error: string; readonly uncertain: boolean; readonly retryAfterMs?: number };

export interface Attempt {
  readonly notification: Notification;
  /** An earlier attempt may have arrived. */
  readonly isRepeat: boolean;
  /** Aborts when the attempt has taken its time, or the work is to stop. */
  readonly signal: AbortSignal;
  readonly effects: Pick<NotifyEffects, 'now' | 'env' | 'baseDir'>;
}

/** As short as a remark may be that a receiver makes. */
export const MOST_REMARK = 200;
