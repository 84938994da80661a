import path from 'node:path';
import { UsageError } from '../../core/errors.ts';
import { shortName } from '../../core/plugin/short-name.ts';
import type { UserPlugin } from './user-plugins.ts';

/** The plugin that a package's name, a short name or the directory of a link names. */
export function pickPlugin(named: string, plugins: readonly UserPlugin[]): UserPlugin {
  const exact = plugins.find(({ name, root }) => name === named || (root !== undefined && path.resolve(root) === path.resolve(named)));
  const found = exact ?? plugins.find(({ name }) => shortName(name) === named);
  if (found) return found;
  const names = plugins.map(({ name }) => shortName(name));
  throw new UsageError('OADS_USAGE_PLUGIN', `expected an installed plugin, got ${JSON.stringify(named)}`, {
    hint: names.length > 0 ? `installed are ${names.join(', ')}` : 'no plugins are installed',
  });
}
