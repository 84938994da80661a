import { PluginError } from '../../../core/errors.ts';
import { whyUnsafe } from './why-unsafe.ts';

const CODE = 'OADS_PLUGIN_UNSAFE';

/** By data directory: each is looked at once, and only when there is something to load from it. */
const looked = new Map<string, PluginError | undefined>();

/** Before code is loaded from a data directory, or laid there. Throws PluginError where others could have laid some. */
export function refuseUnsafe(dataDir: string): void {
  if (!looked.has(dataDir)) {
    const found = whyUnsafe(dataDir);
    const hint = `${found?.mend}; or set OADS_DATA_DIR to a directory that nobody else may write to`;
    looked.set(dataDir, found && new PluginError(CODE, `no plugin is loaded: ${dataDir} ${found.why}`, { hint }));
  }
  const error = looked.get(dataDir);
  if (error) throw error;
}

/** Why no plugin was loaded from there; undefined where some were, or where there are none. */
export function findRefusal(dataDir: string): PluginError | undefined {
  return looked.get(dataDir);
}

export function isRefusal(error: unknown): boolean {
  return error instanceof PluginError && error.code === CODE;
}
