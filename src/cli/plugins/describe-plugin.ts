import type { Interfaces } from '@oclif/core';
import type { Collected } from '../../core/plugin/collect.ts';
import { shortName } from '../../core/plugin/short-name.ts';
import type { PluginEntry } from '../results/plugins.ts';
import type { UserPlugin } from './user-plugins.ts';

interface Named {
  readonly name: string;
  readonly description: string;
}

/** An installed plugin as `oads plugins` shows it: what it is, where from, what it contributes, or why it cannot be used. */
export function describePlugin(
  entry: UserPlugin,
  loaded: Pick<Interfaces.Plugin, 'version' | 'root' | 'hooks'> | undefined,
  collected: Collected | undefined,
): PluginEntry {
  const short = shortName(entry.name);
  const own = <T extends Named>(items: ReadonlyMap<string, T> | undefined) =>
    [...(items?.values() ?? [])]
      .filter(({ name }) => name.startsWith(`${short}:`))
      .map(({ name, description }) => ({ id: name, description }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  const problem = findProblem(entry, loaded, collected?.broken.get(short)?.message);
  return {
    name: entry.name,
    short,
    version: loaded?.version ?? null,
    type: entry.type === 'link' ? 'link' : 'install',
    from: entry.type === 'link' ? (entry.root ?? '') : (entry.url ?? `${entry.name}@${entry.tag ?? 'latest'}`),
    root: loaded?.root ?? entry.root ?? null,
    problem,
    loaders: problem === null ? own(collected?.loaders) : [],
    checks: problem === null ? own(collected?.checks) : [],
    features: problem === null ? own(collected?.features) : [],
    pipelines:
      problem === null ? own(collected?.pipelines).map((one) => ({ ...one, config: collected?.pipelines.get(one.id)?.config ?? '' })) : [],
  };
}

function findProblem(
  { name, root }: UserPlugin,
  loaded: Pick<Interfaces.Plugin, 'hooks'> | undefined,
  broken: string | undefined,
): string | null {
  if (!loaded) return `plugin ${name}: ${root ? `${root} holds no plugin any more` : 'its package is not there any more'}`;
  if (!('oads:register' in loaded.hooks)) return `plugin ${name}: its package.json has no hook oads:register`;
  return broken ?? null;
}
