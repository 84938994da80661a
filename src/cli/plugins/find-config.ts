import { existsSync } from 'node:fs';
import { UsageError } from '../../core/errors.ts';
import type { Registry } from '../../core/pipeline/registry.ts';

/** The config that was asked for: a file, or `<plugin>:<pipeline>`, a ready one of an installed plugin. A file of that name wins. */
export function findConfig(named: string, registry: Pick<Registry, 'pipelines' | 'brokenPlugins'>): { file: string; isReady: boolean } {
  const [, plugin] = /^([a-z0-9][a-z0-9-]*):[a-z0-9][a-z0-9-]*$/.exec(named) ?? [];
  if (plugin === undefined || existsSync(named)) return { file: named, isReady: false };
  const broken = registry.brokenPlugins.get(plugin);
  if (broken) throw broken;
  const pipeline = registry.pipelines.get(named);
  if (pipeline) return { file: pipeline.config, isReady: true };
  const known = [...registry.pipelines.keys()];
  throw new UsageError('OADS_USAGE_CONFIG', `--config: expected a file, or a ready pipeline of an installed plugin, got "${named}"`, {
    hint: known.length > 0 ? `ready are ${known.join(', ')}` : 'no installed plugin has one: `oads plugins` lists them',
  });
}
