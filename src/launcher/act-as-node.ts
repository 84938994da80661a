import { readFileSync } from 'node:fs';
import Module, { createRequire, registerHooks } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, runInThisContext } from 'node:vm';

/** Options of Node that take the next argument. */
const WITH_VALUE = new Set(['-r', '--require', '--import', '-e', '--eval', '-p', '--print', '-pe', '-C', '--conditions', '--input-type']);

/** What a command line of Node asks for: the options that are known here, all others left out. */
export interface NodeCall {
  readonly asksVersion: boolean;
  readonly requires: readonly string[];
  readonly imports: readonly string[];
  readonly code?: string;
  readonly prints: boolean;
  readonly isModule: boolean;
  /** `-` is stdin. */
  readonly script?: string;
  readonly args: readonly string[];
}

export function parseNodeCall(argv: readonly string[]): NodeCall {
  const requires: string[] = [];
  const imports: string[] = [];
  let [asksVersion, prints, isModule] = [false, false, false];
  let code: string | undefined;
  let at = 0;
  for (; at < argv.length; at++) {
    const given = argv[at];
    if (given === '--') {
      at++;
      break;
    }
    if (given === '-' || !given.startsWith('-')) break;
    const equals = given.startsWith('--') ? given.indexOf('=') : -1;
    const option = equals < 0 ? given : given.slice(0, equals);
    const value = equals < 0 ? (WITH_VALUE.has(option) ? (argv[++at] ?? '') : '') : given.slice(equals + 1);
    if (option === '-v' || option === '--version') asksVersion = true;
    else if (option === '-r' || option === '--require') requires.push(value);
    else if (option === '--import') imports.push(value);
    else if (option === '--input-type') isModule = value === 'module';
    else if (['-e', '--eval', '-p', '--print', '-pe'].includes(option)) {
      code = value;
      prints = option.includes('p');
    }
  }
  const rest = argv.slice(at);
  const args = code === undefined ? rest.slice(1) : rest;
  const script = code === undefined ? rest[0] : undefined;
  return { asksVersion, requires, imports, code, prints, isModule, script, args };
}

/** Runs what this executable was asked for under the name `node`: npm and the scripts of packages start each other by it. */
export async function actAsNode(argv: readonly string[]): Promise<void> {
  const call = parseNodeCall(argv);
  if (call.asksVersion) {
    process.stdout.write(`${process.version}\n`);
    return;
  }
  const cwd = path.join(process.cwd(), '[eval]');
  const require = createRequire(cwd);
  for (const name of call.requires) require(name);
  const isScript = call.code === undefined && call.script !== undefined && call.script !== '-';
  if (isScript && call.imports.length === 0) {
    process.argv = [process.execPath, path.resolve(call.script as string), ...call.args];
    Module.runMain();
    return;
  }
  const code = call.code ?? (isScript ? undefined : readFileSync(0, 'utf8'));
  process.argv = [process.execPath, ...(isScript ? [path.resolve(call.script as string)] : []), ...call.args];
  // This file is no module: what is to be imported is put into one that seems to lie in the working directory.
  const imports = call.imports.map((name) => `await import(${JSON.stringify(name)});`).join('');
  const source = isScript
    ? `${imports}await import(${JSON.stringify(pathToFileURL(path.resolve(call.script as string)).href)});`
    : call.isModule
      ? `${imports}${code}`
      : undefined;
  if (source !== undefined) return runModule(source);
  runScript(code ?? '', require, call.prints);
}

/** This file is no module and cannot import: one that is compiled as Node compiles any can. */
async function runModule(source: string): Promise<void> {
  const file = path.join(process.cwd(), `[eval1]-${process.pid}.mjs`);
  const url = pathToFileURL(file).href;
  registerHooks({
    resolve: (specifier, context, next) => (specifier === url ? { url, format: 'module', shortCircuit: true } : next(specifier, context)),
    load: (asked, context, next) => (asked === url ? { format: 'module', source, shortCircuit: true } : next(asked, context)),
  });
  const importer = new Module(file) as Module & { _compile(code: string, file: string): void };
  importer._compile(`module.exports = import(${JSON.stringify(url)});`, file);
  await importer.exports;
}

function runScript(code: string, require: NodeJS.Require, prints: boolean): void {
  const script = new Module('[eval]');
  Object.assign(globalThis, { require, module: script, exports: script.exports, __filename: '[eval]', __dirname: '.' });
  const result: unknown = runInThisContext(code, {
    filename: '[eval]',
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  if (prints) console.log(result);
}
