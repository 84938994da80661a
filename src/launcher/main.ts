// What the single executable starts with: unpacks the program once, then becomes it. Built-ins only.
import Module from 'node:module';
import path from 'node:path';
import { printVersion } from '../../bin/print-version.js';
import { actAsNode } from './act-as-node.ts';
import { confineLookups } from './confine-lookups.ts';
import { findExecutable } from './find-executable.ts';
import { keepNotingUse } from './note-use.ts';
import { openRuntime } from './open-runtime.ts';
import { readPayload } from './payload.ts';
import { listPlaces } from './places.ts';
import { asBroken, reportProblem } from './problem.ts';
import { provideIdentity } from './provide-identity.ts';
import { selectParts } from './select-parts.ts';
import { layShim } from './shim.ts';
import { showUnpacking } from './show-unpacking.ts';
import { watchSignals } from './watch-signals.ts';

/** Put in by the build. */
declare const OADS_VERSION: string;

const executable = findExecutable(process.execPath);
const isNode = /^node(?:\.exe)?$/i.test(path.basename(process.argv0));
const args = process.argv.slice(2);
/** What a script is given means nothing to the launcher. */
const own = isNode ? [] : args;
const [only, ...more] = args;

let stderr: typeof process.stderr | undefined;

/** Only when something is told; a reader that is gone is no reason to stop. */
function openStderr(): typeof process.stderr {
  stderr ??= process.stderr.on('error', () => {});
  return stderr;
}

/** Until the program meets errors itself. */
function meetBrokenProgram(root: string): void {
  process.on('uncaughtException', (error: NodeJS.ErrnoException) => {
    if (process.listenerCount('uncaughtException') === 1) process.exitCode = reportProblem(asBroken(error, root), own);
  });
}

async function start(): Promise<void> {
  const { signal, release } = watchSignals();
  try {
    const uid = process.geteuid?.();
    const payload = readPayload(executable);
    const root = await openRuntime(listPlaces(process.env, uid), {
      payload,
      parts: selectParts(payload.index.parts, args, isNode),
      uid,
      tell: showUnpacking(openStderr, {
        version: OADS_VERSION,
        isQuiet: ['--quiet', '-q', '--json'].some((flag) => own.includes(flag)),
      }),
      signal,
    });
    confineLookups(root);
    provideIdentity(process.env);
    keepNotingUse(root);
    process.execPath = layShim(root, executable) ?? executable;
    release();
    // Not within this promise: what a script throws is to end this process as Node would.
    if (isNode) return void setImmediate(actAsNode, args);
    process.argv = [process.execPath, path.join(root, 'bin', 'run.js'), ...args];
    meetBrokenProgram(root);
    Module.runMain();
  } catch (error) {
    process.exitCode = reportProblem(error, own);
  } finally {
    release();
  }
}

if (!isNode && more.length === 0 && (only === '--version' || only === '-v' || only === 'version')) printVersion(OADS_VERSION);
else void start();
