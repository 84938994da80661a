// TypeBox is some 700 files, and two hundred test files would each load them: the runner makes one of them, as the build does for the CLI.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Writes `typebox.mjs`, `schema.mjs` and `system.mjs`, which share one instance; ./resolve-typebox.mjs finds them there. */
export async function bundleTypebox(outdir) {
  const own = (specifier) => fileURLToPath(import.meta.resolve(specifier));
  await build({
    entryPoints: { typebox: own('typebox'), schema: own('typebox/schema'), system: own('typebox/system') },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    outdir: join(outdir, 'typebox'),
    outExtension: { '.js': '.mjs' },
  });
}
