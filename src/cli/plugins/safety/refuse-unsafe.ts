import { PluginError } from '../../../core/errors.ts';
import { quoteWord } from '../../quote-word.ts';
import { whyUnsafe, whyUnsafeLink } from './why-unsafe.ts';

const CODE = 'OADS_PLUGIN_UNSAFE';

/** By data directory: each is looked at once, and only when there is something to load from it. */
const looked = new Map<string, PluginError | undefined>();
/** Linked plugins that were not loaded, by their name. */
const refusedLinks = new Map<string, PluginError>();

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

/** Before code is loaded from where a plugin is linked from: that plugin alone is left out. Throws PluginError as above. */
export function refuseUnsafeLink(name: string, root: string, orElse = `remove the link: oads plugins unlink ${quoteWord(name)}`): void {
  const found = whyUnsafeLink(root);
  if (!found) return;
  const error = new PluginError(CODE, `plugin ${name} is not loaded: ${root} ${found.why}`, { hint: `${found.mend}; or ${orElse}` });
  refusedLinks.set(name, error);
  throw error;
}

/** Why no plugin was loaded from there; undefined where some were, or where there are none. */
export function findRefusal(dataDir: string): PluginError | undefined {
  return looked.get(dataDir);
}

/** Why linked plugins were not loaded, by their name. */
export function findRefusedLinks(): ReadonlyMap<string, PluginError> {
  return refusedLinks;
}

export function isRefusal(error: unknown): boolean {
  return error instanceof PluginError && error.code === CODE;
}
