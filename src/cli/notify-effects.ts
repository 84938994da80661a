import type { NotifyEffects } from '../core/notify/effects.ts';
import type { Effects } from '../core/pipeline/effects.ts';

/** Those of a command, with the time of this machine. `baseDir`: the directory of the config. */
export async function notifyEffects({ now, warn, redact, signal }: Effects, baseDir: string): Promise<NotifyEffects> {
  const { wallEffects } = await import('../core/notify/wall-effects.ts');
  return { ...wallEffects, now, warn, redact, signal, env: process.env, baseDir };
}
