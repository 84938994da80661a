import type { Collected } from '../../core/plugin/collect.ts';
import { shortName } from '../../core/plugin/short-name.ts';
import type { PluginEntry } from '../results/plugins.ts';

export type Contributions = Pick<PluginEntry, 'loaders' | 'checks' | 'features' | 'pipelines'>;

export const NO_CONTRIBUTIONS: Contributions = { loaders: [], checks: [], features: [], pipelines: [] };

interface Named {
  readonly name: string;
  readonly description: string;
}

/** What one plugin has contributed, as `oads plugins` shows it. */
export function listContributions(plugin: string, collected: Collected | undefined): Contributions {
  const short = shortName(plugin);
  const own = <T extends Named>(items: ReadonlyMap<string, T> | undefined) =>
    [...(items?.values() ?? [])]
      .filter(({ name }) => name.startsWith(`${short}:`))
      .map(({ name, description }) => ({ id: name, description }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    loaders: own(collected?.loaders),
    checks: own(collected?.checks),
    features: own(collected?.features),
    pipelines: own(collected?.pipelines).map((one) => ({ ...one, config: collected?.pipelines.get(one.id)?.config ?? '' })),
  };
}
