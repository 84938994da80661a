import type { Interfaces } from '@oclif/core';
import type { Collected } from '../../core/plugin/collect.ts';
import { shortName } from '../../core/plugin/short-name.ts';
import type { PluginEntry } from '../results/plugins.ts';
import { type Contributions, listContributions, NO_CONTRIBUTIONS } from './list-contributions.ts';
import type { UserPlugin } from './user-plugins.ts';

/** What came of running its hook; `broken` where it cannot be used. */
export type Registered = { readonly broken: string } | { readonly broken?: undefined; readonly contributed: Contributions };

/** Of a plugin whose hook was run with all others. */
export function registeredAs(name: string, collected: Collected | undefined): Registered {
  const broken = collected?.broken.get(shortName(name));
  return broken ? { broken: broken.message } : { contributed: listContributions(name, collected) };
}

/** An installed plugin as `oads plugins` shows it: what it is, where from, what it contributes, or why it cannot be used. */
export function describePlugin(
  entry: UserPlugin,
  loaded: Pick<Interfaces.Plugin, 'version' | 'root' | 'hooks'> | undefined,
  registered: Registered,
): PluginEntry {
  const problem = findProblem(entry, loaded, registered.broken);
  return {
    name: entry.name,
    short: shortName(entry.name),
    version: loaded?.version ?? null,
    type: entry.type === 'link' ? 'link' : 'install',
    from: entry.type === 'link' ? (entry.root ?? '') : (entry.url ?? `${entry.name}@${entry.tag ?? 'latest'}`),
    root: loaded?.root ?? entry.root ?? null,
    problem,
    ...(problem === null && registered.broken === undefined ? registered.contributed : NO_CONTRIBUTIONS),
  };
}

function findProblem(
  { name, root }: UserPlugin,
  loaded: Pick<Interfaces.Plugin, 'hooks'> | undefined,
  broken: string | undefined,
): string | null {
  if (!loaded) return broken ?? `plugin ${name}: ${root ? `${root} holds no plugin any more` : 'its package is not there any more'}`;
  if (!('oads:register' in loaded.hooks)) return `plugin ${name}: its package.json has no hook oads:register`;
  return broken ?? null;
}
