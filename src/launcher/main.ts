// What the single executable starts with: unpacks the program once, then becomes it. Built-ins only.
import Module from 'node:module';
import path from 'node:path';
import { printVersion } from '../../bin/print-version.js';
import { actAsNode } from './act-as-node.ts';
import { findExecutable } from './find-executable.ts';
import { openRuntime } from './open-runtime.ts';
import { readPayload } from './payload.ts';
import { listPlaces } from './places.ts';
import { reportProblem } from './problem.ts';
import { provideIdentity } from './provide-identity.ts';
import { layShim } from './shim.ts';
import { showUnpacking } from './show-unpacking.ts';

/** Put in by the build. */
declare const OADS_VERSION: string;

const executable = findExecutable(process.execPath);
const isNode = /^node(?:\.exe)?$/i.test(path.basename(process.argv0));
const args = process.argv.slice(2);
const [only, ...more] = args;

if (!isNode && more.length === 0 && (only === '--version' || only === '-v' || only === 'version')) printVersion(OADS_VERSION);
else void start();

async function start(): Promise<void> {
  try {
    provideIdentity();
    const uid = process.geteuid?.();
    const root = await openRuntime({
      payload: readPayload(executable),
      places: listPlaces(process.env, uid),
      uid,
      isWhole: isNode || args[0] === 'plugins',
      onUnpack: (dir, bytes) =>
        showUnpacking(dir, bytes, { version: OADS_VERSION, isQuiet: args.includes('--quiet') || args.includes('-q') }),
    });
    process.execPath = layShim(root, executable) ?? executable;
    // Not within this promise: what a script throws is to end this process as Node would.
    if (isNode) return void setImmediate(actAsNode, args);
    process.argv = [process.execPath, path.join(root, 'bin', 'run.js'), ...args];
    Module.runMain();
  } catch (error) {
    process.exitCode = reportProblem(error, args);
  }
}
