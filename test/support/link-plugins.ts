import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What `oads plugins link` leaves in a data directory, for tests that are not about linking. */
export function linkPlugins(dataDir: string, roots: readonly string[]): void {
  mkdirSync(dataDir, { recursive: true });
  const plugins = roots.map((root) => {
    const { name } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { name: string };
    return { name, root, type: 'link' };
  });
  writeFileSync(path.join(dataDir, 'package.json'), JSON.stringify({ name: '@oads/cli', private: true, oclif: { schema: 1, plugins } }));
}
