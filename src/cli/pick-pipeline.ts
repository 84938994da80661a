import { UsageError } from '../core/errors.ts';

/** The pipeline that is meant: the named one, that of the config, or the only one there is. Throws UsageError. */
export function pickPipeline(
  found: readonly string[],
  { named, configured, artifactsDir }: { named?: string; configured?: string; artifactsDir: string },
): string {
  const meant = named ?? configured ?? (found.length === 1 ? found[0] : undefined);
  if (meant !== undefined && (found.includes(meant) || named === undefined)) return meant;
  const there = found.length === 0 ? 'none has run there' : `there are ${found.join(', ')}`;
  const got = meant === undefined ? 'none named' : JSON.stringify(meant);
  throw new UsageError('OADS_USAGE_PIPELINE', `expected a pipeline of ${artifactsDir}, got ${got}`, {
    hint: `${there}: name one with --pipeline, or a config with -c`,
  });
}
