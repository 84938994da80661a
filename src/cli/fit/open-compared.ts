import { UsageError } from '../../core/errors.ts';
import type { Bundle } from '../../core/model/bundle.ts';

/** For `oads fit --compare`: a bundle to compare, verified. */
export async function openCompared(dir: string | undefined): Promise<Bundle> {
  if (dir === undefined) {
    throw new UsageError('OADS_USAGE_COMPARE', 'expected a bundle to compare with, got nothing', {
      hint: 'give --against DIR, or model.path in the config',
    });
  }
  const { openBundle } = await import('../../core/model/bundle.ts');
  return openBundle(dir);
}
