import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { builtInChecks } from '../../check/built-in-checks.ts';
import { readConfig } from '../../config/load-config.ts';
import { fileLoader } from '../../load/file-loader.ts';
import { postgresLoader } from '../../load/postgres/postgres-loader.ts';
import type { Pipeline } from '../api.ts';
import type { Collected } from '../collect.ts';
import { type Proofs, requireThat } from './proofs.ts';

/** What holds for the package around the contributions. */
export async function provePackage(dir: string, collected: Collected, pipelines: readonly Pipeline[], proofs: Proofs): Promise<void> {
  await proofs.prove('package', 'README.md names each contribution', async () => {
    const readme = await readFile(resolve(dir, 'README.md'), 'utf8').catch(() => undefined);
    requireThat(readme !== undefined, `${dir} has no README.md`);
    const ids = [...collected.loaders.keys(), ...collected.checks.keys(), ...collected.features.keys()];
    const unnamed = ids.filter((id) => !readme.includes(id) && !readme.includes(`\`${id.slice(id.indexOf(':') + 1)}\``));
    requireThat(unnamed.length === 0, `not in it: ${unnamed.join(', ')}`);
  });
  for (const { name, config } of pipelines) {
    await proofs.prove(`pipeline ${name}`, 'its config can be read', () => {
      readConfig(resolve(dir, config), process.env, {
        loaders: new Map([postgresLoader, fileLoader, ...collected.loaders.values()].map((loader) => [loader.name, loader.options])),
        checks: new Map([...builtInChecks, ...collected.checks.values()].map((check) => [check.name, check.options])),
        features: new Map([...collected.features.values()].map((feature) => [feature.name, feature.options])),
      });
    });
  }
}
