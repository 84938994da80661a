import path from 'node:path';
import { UsageError } from '../../core/errors.ts';
import { shortName } from '../../core/plugin/short-name.ts';
import type { UserPlugin } from './user-plugins.ts';

/** The plugin that a package's name, a short name or the directory of a link names. A package's name names no other. */
export function pickPlugin(named: string, plugins: readonly UserPlugin[]): UserPlugin {
  const exact = plugins.find(({ name }) => name === named);
  if (exact) return exact;
  const found = plugins.filter(
    ({ name, root }) => shortName(name) === named || (root !== undefined && path.resolve(root) === path.resolve(named)),
  );
  if (found.length === 1) return found[0];
  if (found.length > 1) {
    const names = found.map(({ name }) => name).sort();
    throw new UsageError('OADS_USAGE_PLUGIN', `expected one plugin, got ${JSON.stringify(named)}, which may be ${names.join(' or ')}`, {
      hint: 'name it in full',
    });
  }
  const names = plugins.map(({ name }) => shortName(name));
  throw new UsageError('OADS_USAGE_PLUGIN', `expected an installed plugin, got ${JSON.stringify(named)}`, {
    hint: names.length > 0 ? `installed are ${names.join(', ')}` : 'no plugins are installed',
  });
}
