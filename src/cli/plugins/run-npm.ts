import { spawn } from 'node:child_process';
import { createRequire, getCompileCacheDir } from 'node:module';
import path from 'node:path';
import { messageOf, PluginError, systemCode, toStoreError } from '../../core/errors.ts';
import { stopSignal } from '../signals.ts';
import { prepareNpmEnvironment } from './npm-environment.ts';

/** No question, no advertisement, no look at what else could be newer; host packages that a plugin names are not fetched. */
const QUIET = ['--no-audit', '--no-fund', '--no-update-notifier', '--logs-max=0', '--loglevel=error', '--legacy-peer-deps'];

const FULL = /^npm (?:error|ERR!).*\b(?:ENOSPC|EDQUOT)\b/m;

/** Runs the npm that oads brings, and gives what it printed. Throws PluginError with npm's own reason. */
export function runNpm(args: readonly string[], cwd: string, stop: AbortSignal = stopSignal, dataDir: string = cwd): Promise<string> {
  const npm = findNpm(createRequire(import.meta.url));
  const env = { ...prepareNpmEnvironment(dataDir), ...compileCache() };
  return new Promise((resolve, reject) => {
    // By its name the single executable knows that it is Node here. Not `ignore`: that needs /dev/null, which a bare root directory lacks.
    const child = spawn(process.execPath, [npm, ...args, ...QUIET], { argv0: 'node', cwd, env, signal: stop });
    child.stdin.end();
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    // Of one that is told to stop, too: it still writes until it is closed.
    let trouble: string | undefined;
    child.once('error', (error) => {
      trouble = systemCode(error) === 'ENOENT' ? `${process.execPath} is not there any more` : messageOf(error);
    });
    child.once('close', (code, signal) => {
      if (stop.aborted && code !== 0) reject(stop.reason);
      else if (trouble !== undefined) reject(failed(args, trouble));
      else if (code === 0) resolve(stdout);
      else if (FULL.test(stderr)) reject(toStoreError({ code: 'ENOSPC' }, cwd, 'set OADS_DATA_DIR to another directory'));
      else reject(failed(args, reasonIn(stderr) ?? `it ended with ${signal ?? code}`));
    });
  });
}

/** That of @oclif/plugin-plugins, else, in the single executable, the one beside oads. */
function findNpm(own: NodeJS.Require): string {
  const from = attempt(() => createRequire(own.resolve('@oclif/plugin-plugins'))) ?? own;
  return path.join(path.dirname(from.resolve('npm/package.json')), 'bin', 'npm-cli.js');
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** npm's own would lie in the temporary directory under a name that anyone may take first. */
function compileCache(): Record<string, string> {
  const dir = getCompileCacheDir?.();
  return dir === undefined ? { NODE_DISABLE_COMPILE_CACHE: '1' } : { NODE_COMPILE_CACHE: path.dirname(dir) };
}

function failed([command]: readonly string[], reason: string): PluginError {
  const hint = /syscall spawn (?:\S*\/)?sh\b/.test(reason)
    ? 'install scripts need a shell, sh, in PATH; leave --allow-scripts out where the plugin does without them'
    : 'a package of dependencies that are not there needs a registry; a packed plugin without any needs no network';
  return new PluginError('OADS_PLUGIN_NPM', `npm ${command} failed: ${reason}`, { hint });
}

/** `npm error 404 Not Found - GET …` without the words that are the same in all of them. */
function reasonIn(stderr: string): string | undefined {
  const lines = stderr
    .split('\n')
    .filter((line) => /^npm (?:error|ERR!)/.test(line))
    .map((line) => line.replace(/^npm (?:error|ERR!) ?/, '').trim())
    .filter((line) => line !== '' && !/^(?:A complete log of this run|This is not a problem with npm|Note that you can also)/.test(line));
  return lines.length > 0 ? lines.slice(0, 4).join(' ') : undefined;
}
