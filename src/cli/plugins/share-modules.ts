import { readFileSync } from 'node:fs';
import { createRequire, registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { PluginError } from '../../core/errors.ts';

/** What a plugin may share with oads: its framework, its native libraries, and itself. */
const SHARED = /^(@oads\/cli|@oclif\/core|nodejs-polars|onnxruntime-node)(?:\/|$)/;
/** They hold types: at run time there is nothing in them. */
const TYPES_ONLY = new Set(['@oads/cli', '@oads/cli/plugin']);
const UNDECLARED = 'is not there: name it in peerDependencies of its package.json to be given that of oads';

interface Declared {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

let isSharing = false;

/**
 * From here on, what a package declares as its peer and oads has is oads' own instance, however it is imported and wherever it
 * lies. What a package has among its own dependencies stays its own.
 */
export function shareModules(): void {
  if (isSharing) return;
  isSharing = true;
  const own = createRequire(import.meta.url);
  const packages = new Map<string, Declared | undefined>();
  // Node 20 cannot: there a plugin finds what lies around it.
  (registerHooks as typeof registerHooks | undefined)?.({
    resolve(specifier, context, next) {
      const shared = SHARED.exec(specifier)?.[1];
      if (shared === undefined || !context.parentURL?.startsWith('file:')) return next(specifier, context);
      const declared = findPackage(path.dirname(fileURLToPath(context.parentURL)), packages);
      if (declared !== undefined && isPeer(shared, declared)) {
        refuseParts(specifier, shared, declared.name);
        const isImport = !context.conditions.includes('require');
        return { url: shared === '@oclif/core' ? urlOfFramework(own, isImport) : urlOf(own.resolve(specifier)), shortCircuit: true };
      }
      try {
        return next(specifier, context);
      } catch (error) {
        throw isNotFound(error) ? refuse(`${declared?.name ?? context.parentURL} imports ${specifier}, which ${UNDECLARED}`) : error;
      }
    },
  });
}

function refuseParts(specifier: string, shared: string, importer: string): void {
  if (TYPES_ONLY.has(specifier)) throw refuse(`${importer} imports ${specifier}, which holds types alone: write \`import type\``);
  if (shared === '@oclif/core' && specifier !== shared) throw refuse(`${importer} imports ${specifier}: oads shares ${shared} as a whole`);
}

function refuse(message: string): PluginError {
  return new PluginError('OADS_PLUGIN_PACKAGE', message, { hint: 'see docs/plugins.md' });
}

function isNotFound(error: unknown): boolean {
  return /^(?:ERR_)?MODULE_NOT_FOUND$/.test(String((error as NodeJS.ErrnoException).code));
}

function isPeer(name: string, { dependencies = {}, optionalDependencies = {}, peerDependencies = {} }: Declared): boolean {
  return name in peerDependencies && !(name in dependencies) && !(name in optionalDependencies);
}

/** Once bundled, the framework is one file beside this one, whose names Node cannot tell for an `import`. */
function urlOfFramework(own: NodeJS.Require, isImport: boolean): string {
  if (!import.meta.url.endsWith('.cjs')) return urlOf(own.resolve('@oclif/core'));
  const file = fileURLToPath(new URL('./oclif.cjs', import.meta.url));
  if (!isImport) return urlOf(file);
  const names = Object.keys(own(file) as object).filter((name) => name !== 'default' && name !== '__esModule');
  const source = `import all from ${JSON.stringify(urlOf(file))};export const{${names.join()}}=all;export default all;`;
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

function urlOf(file: string): string {
  return pathToFileURL(file).href;
}

/** The package.json that a file of a directory belongs to. */
function findPackage(dir: string, known: Map<string, Declared | undefined>): Declared | undefined {
  if (known.has(dir)) return known.get(dir);
  const parent = path.dirname(dir);
  const found = readPackage(path.join(dir, 'package.json')) ?? (parent === dir ? undefined : findPackage(parent, known));
  known.set(dir, found);
  return found;
}

/** One without a name only says how its directory's files are to be read. */
function readPackage(file: string): Declared | undefined {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8')) as Partial<Declared> | null;
    return typeof found?.name === 'string' ? (found as Declared) : undefined;
  } catch {
    return undefined;
  }
}
