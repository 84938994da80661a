import { realpathSync } from 'node:fs';
import Module from 'node:module';
import path from 'node:path';

interface Parent {
  readonly filename?: string | null;
  readonly paths?: readonly string[];
}

type Lookup = (request: string, parent?: Parent | null) => string[] | null;

/**
 * What the program requires is looked for within `root` alone. Node would look for an optional package that is not there in the directories
 * above, too, of which anyone may make one (/tmp/node_modules), and in the home, which under sudo is another user's. Plugins and scripts lie
 * elsewhere, and are left alone.
 */
export function confineLookups(root: string): void {
  const loader = Module as unknown as { _resolveLookupPaths: Lookup };
  loader._resolveLookupPaths = confine(loader._resolveLookupPaths.bind(Module), root);
}

/** `lookup` gives the directories for a request, as Node's own. */
export function confine(lookup: Lookup, root: string): Lookup {
  // Node names a module by where it really lies.
  const home = path.join(realpathSync(root), path.sep);
  return (request, parent) => {
    const found = lookup(request, parent);
    // `require.resolve` with `paths` makes a parent of no file.
    const asking = parent?.filename ?? parent?.paths?.[0];
    return found && asking?.startsWith(home) ? found.filter((dir) => `${dir}${path.sep}`.startsWith(home)) : found;
  };
}
