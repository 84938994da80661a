import Module, { builtinModules, createRequire, registerHooks, stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';

export interface CodeOptions {
  /** Its name in stacks: `[eval]`. */
  readonly name: string;
  readonly prints: boolean;
  /** As `--input-type` has it; told from the code where it is not given. */
  readonly inputType?: string;
}

/** Runs code that is no file, as `node -e` does: a script in the global scope, or a module where it can only be one. */
export function runCode(code: string, { name, prints, inputType }: CodeOptions): void {
  if (inputType?.startsWith('module')) {
    if (prints) throw Object.assign(new Error('--print cannot be used with ESM input'), { code: 'ERR_EVAL_ESM_CANNOT_PRINT' });
    runModule(code, name, inputType);
  } else {
    const script = compileAny(code, name, inputType);
    if (script === undefined) runModule(code, name, 'module-typescript');
    else runScript(script, name, prints);
  }
}

/** Undefined where it can only be a module. */
function compileAny(code: string, name: string, inputType: string | undefined): Script | undefined {
  if (inputType === 'commonjs-typescript')
    return compile(
      quietly(() => stripTypeScriptTypes(code)),
      name,
    );
  try {
    return compile(code, name);
  } catch (error) {
    if (inputType !== undefined) throw error;
    // Types, or what only a module may hold: import, export, await.
    const stripped = attempt(() => quietly(() => stripTypeScriptTypes(code)));
    if (stripped === undefined) throw error;
    return attempt(() => compile(stripped, name));
  }
}

function runScript(script: Script, name: string, prints: boolean): void {
  provideGlobals(name);
  // The first import of a script is warned of, too.
  quietly(() => new Script('void import("node:fs")', { importModuleDynamically }).runInThisContext());
  const result: unknown = script.runInThisContext();
  if (prints) console.log(result);
}

/** Imports as a module in `dir` would: the executable's own main file is no module, and cannot. */
export function importInto(dir: string, specifier: string): Promise<unknown> {
  const file = path.join(dir, '[eval1]');
  const importer = new Module(file) as Module & { _compile(code: string, file: string): void };
  importer._compile('module.exports = (specifier) => import(specifier);', file);
  return (importer.exports as (specifier: string) => Promise<unknown>)(specifier);
}

function runModule(source: string, name: string, format: string): void {
  const url = pathToFileURL(path.join(process.cwd(), `${name}1-${process.pid}.mjs`)).href;
  registerHooks({
    resolve: (specifier, context, next) => (specifier === url ? { url, format, shortCircuit: true } : next(specifier, context)),
    load: (asked, context, next) => (asked === url ? { format, source, shortCircuit: true } : next(asked, context)),
  });
  importInto(process.cwd(), url).catch((error: unknown) =>
    setImmediate(() => {
      throw error;
    }),
  );
}

/** What the script imports is looked for from the working directory. */
const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;

function compile(code: string, filename: string): Script {
  return quietly(() => new Script(code, { filename, importModuleDynamically }));
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Node warns that some of what it uses for `-e` itself is experimental where others use it. */
function quietly<T>(work: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return work();
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** What code of `node -e` finds: a module of its own, and each of Node's modules by its name. */
function provideGlobals(name: string): void {
  const require = createRequire(path.join(process.cwd(), name));
  const script = new Module(name);
  Object.assign(globalThis, { require, module: script, exports: script.exports, __filename: name, __dirname: '.' });
  for (const builtin of builtinModules) {
    if (/[/:]|^_/.test(builtin) || builtin in globalThis) continue;
    Object.defineProperty(globalThis, builtin, {
      configurable: true,
      get: () => {
        const value: unknown = require(builtin);
        Object.defineProperty(globalThis, builtin, { value, configurable: true, writable: true });
        return value;
      },
      set: (value: unknown) => Object.defineProperty(globalThis, builtin, { value, configurable: true, writable: true }),
    });
  }
}
