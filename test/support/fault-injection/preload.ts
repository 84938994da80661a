// Loaded by Node before a command (`faultEnv`): counts what it does to the file system and lets one thing go wrong.
// The product knows nothing of it. Built-ins are patched where CommonJS and ES modules alike see them.
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { isMainThread, parentPort } from 'node:worker_threads';
import type { FaultAct, FaultPoint } from './fault-point.ts';
import { createPhaseTeller, normalise, type Operation } from './write-phases.ts';

type Call = (...args: unknown[]) => unknown;
type Functions = Record<string, Call>;

const { label, ...point } = JSON.parse(process.env.FAULT_POINT as string) as Omit<FaultPoint, 'label'> & { label?: string };
const wanted = label === undefined ? undefined : new RegExp(label);
const { act, nth = 1, when = 'before' } = point;
// A temporary directory may be a link: the product resolves some paths and not others.
const roots = [path.resolve(point.under), fs.existsSync(point.under) ? fs.realpathSync(point.under) : path.resolve(point.under)];
const { openSync, writeSync, rmSync } = fs;
let trace: number | undefined;
const tellPhase = createPhaseTeller();
let matches = 0;
let lasting: string | undefined;

if (isMainThread) patchFileSystem();
else if (act && 'worker' in act) armWorker(act.worker);

function relativePath(file: unknown): string | undefined {
  if (typeof file !== 'string' && !(file instanceof URL) && !Buffer.isBuffer(file)) return undefined;
  const full = path.resolve(String(file));
  const root = roots.find((dir) => full === dir || full.startsWith(`${dir}/`));
  return root && normalise(path.relative(root, full));
}

function tell(line: string): void {
  trace ??= openSync(point.trace, 'a', 0o600);
  writeSync(trace, `${line}\n`);
}

/** Notes the operation, and whether it is the one. */
function note(operation: Operation): { isIt: boolean; phase: string } {
  const name = `${operation.operation} ${operation.file || '.'}${operation.to === undefined ? '' : ` ${operation.to}`}`;
  const phase = tellPhase(operation);
  tell(`${phase}\t${name}`);
  if (!act || 'worker' in act || (point.phase !== undefined && phase !== point.phase) || (wanted && !wanted.test(name)))
    return { isIt: false, phase };
  return { isIt: ++matches === nth, phase };
}

function strike(given: FaultAct): void {
  tell('!');
  if ('signal' in given) {
    process.kill(process.pid, given.signal);
    // Nothing must happen between the sending and the end.
    if (given.signal === 'SIGKILL') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  } else if ('remove' in given) rmSync(given.remove, { recursive: true, force: true });
  else if ('error' in given) {
    if (given.lasting) lasting = given.error;
  }
}

const NEEDS_SPACE = /^(open|write|mkdir|symlink|link|copyFile)/;

function failure(code: string, { operation, file }: Operation): NodeJS.ErrnoException {
  const errno = -(os.constants.errno as Record<string, number>)[code];
  const text = { ENOSPC: 'no space left on device', EROFS: 'read-only file system', EIO: 'i/o error', EMFILE: 'too many open files' }[code];
  return Object.assign(new Error(`${code}: ${text ?? 'refused'}, ${operation} '${file}'`), { code, errno, syscall: operation, path: file });
}

/** What is to be thrown instead of, or after, the operation. */
function refusal(operation: Operation, isIt: boolean): NodeJS.ErrnoException | undefined {
  if (isIt && act && 'error' in act) return failure(act.error, operation);
  if (lasting === undefined || (lasting === 'ENOSPC' && !NEEDS_SPACE.test(operation.operation))) return undefined;
  return failure(lasting, operation);
}

async function around(operation: Operation, work: () => Promise<unknown>, half?: () => Promise<unknown>): Promise<unknown> {
  const { isIt, phase } = note(operation);
  const late = when === 'after' || operation.operation === 'close'; // a descriptor must not leak
  if (isIt && act && !late) {
    if (when === 'torn') await half?.();
    strike(act);
    if ('hang' in act && act.hang) return new Promise(() => {});
  }
  const refused = refusal(operation, isIt);
  if (refused && !late) throw refused;
  const [outcome] = await Promise.allSettled([work()]);
  if (isIt && act && late) strike(act);
  if (refused) throw refused;
  if (outcome.status === 'rejected') {
    if (outcome.reason?.code === 'ENOSPC') tell(`?\t${phase}`);
    throw outcome.reason;
  }
  return outcome.value;
}

function aroundSync(operation: Operation, work: () => unknown): unknown {
  const { isIt } = note(operation);
  if (isIt && act && when !== 'after') strike(act);
  const refused = refusal(operation, isIt);
  if (refused && when !== 'after') throw refused;
  const result = work();
  if (isIt && act && when === 'after') strike(act);
  if (refused) throw refused;
  return result;
}

function patchFileSystem(): void {
  const promises = fs.promises as unknown as Functions;
  const sync = fs as unknown as Functions;
  for (const name of ['mkdir', 'writeFile', 'unlink', 'rm', 'rmdir', 'truncate', 'appendFile']) {
    const original = promises[name].bind(fs.promises);
    promises[name] = (file, ...rest) => {
      const relative = relativePath(file);
      const half = () => original(file, firstHalf(rest[0]), ...rest.slice(1)) as Promise<unknown>;
      const work = () => original(file, ...rest) as Promise<unknown>;
      return relative === undefined ? work() : around({ operation: name, file: relative }, work, name === 'writeFile' ? half : undefined);
    };
    patchSync(sync, `${name}Sync`);
  }
  for (const name of ['rename', 'link', 'symlink', 'copyFile', 'cp']) {
    const original = promises[name].bind(fs.promises);
    promises[name] = (from, to, ...rest) => {
      const work = () => original(from, to, ...rest) as Promise<unknown>;
      const operation = pairOf(name, from, to);
      return operation === undefined ? work() : around(operation, work);
    };
    patchSync(sync, `${name}Sync`);
  }
  patchHandles(promises);
  syncBuiltinESMExports();
}

/** A rename's first path names it, a link's second: the first may be only a text. */
function pairOf(name: string, from: unknown, to: unknown): Operation | undefined {
  const target = relativePath(to);
  if (name.startsWith('symlink')) return target === undefined ? undefined : { operation: name, file: target };
  const source = relativePath(from);
  return source === undefined && target === undefined ? undefined : { operation: name, file: source ?? String(from), to: target };
}

function patchSync(sync: Functions, name: string): void {
  const original = sync[name];
  if (!original) return;
  sync[name] = (file, ...rest) => {
    const pair = /^(rename|link|symlink|copyFile|cp)Sync$/.test(name) ? pairOf(name, file, rest[0]) : undefined;
    const relative = relativePath(file);
    const operation = pair ?? (relative === undefined ? undefined : { operation: name, file: relative });
    return operation === undefined ? original(file, ...rest) : aroundSync(operation, () => original(file, ...rest));
  };
}

function patchHandles(promises: Functions): void {
  const handles = new WeakMap<object, { file: string; flags: string }>();
  const open = promises.open.bind(fs.promises);
  promises.open = async (file, flags = 'r', ...rest) => {
    const relative = relativePath(file);
    const isReading = flags === 'r' || typeof flags === 'number';
    const work = () => open(file, flags, ...rest) as Promise<unknown>;
    const counted = relative !== undefined && (!isReading || point.reads);
    const opening = { operation: isReading ? 'read' : 'open', file: relative ?? '', flags: String(flags) };
    const handle = (counted ? await around(opening, work) : await work()) as { close: Call };
    if (relative === undefined) return handle;
    handles.set(handle, { file: relative, flags: String(flags) });
    const close = handle.close.bind(handle) as () => Promise<unknown>;
    if (!isReading) handle.close = () => around({ operation: 'close', file: relative, flags: String(flags) }, close);
    return handle;
  };
  // The class is not exported: any handle knows it.
  const sample = fs.promises.open(import.meta.filename, 'r');
  void sample.then((handle) => {
    const methods = Object.getPrototypeOf(handle) as Functions;
    for (const name of ['write', 'writev', 'writeFile', 'appendFile', 'sync', 'datasync', 'truncate']) {
      const original = methods[name];
      methods[name] = function (this: object, ...args: unknown[]) {
        const known = handles.get(this);
        const work = () => original.apply(this, args) as Promise<unknown>;
        // What was opened for reading is not written to, but a directory is opened so to be made durable.
        if (!known || (known.flags === 'r' && name !== 'sync') || !Number.isNaN(Number(known.flags))) return work();
        const half = () => original.call(this, firstHalf(args[0])) as Promise<unknown>;
        return around({ operation: name, ...known }, work, name.startsWith('write') && name !== 'writev' ? half : undefined);
      };
    }
    return handle.close();
  });
}

function firstHalf(content: unknown): unknown {
  if (typeof content === 'string') return content.slice(0, content.length >> 1);
  return ArrayBuffer.isView(content) ? new Uint8Array(content.buffer, content.byteOffset, content.byteLength >> 1) : '';
}

/** A worker's first listener starts its port: the scoring thread's own is wrapped instead of another added. */
function armWorker(how: 'exit' | 'throw'): void {
  const port = parentPort;
  if (!port) return;
  const on = port.on.bind(port) as Call;
  (port as unknown as Functions).on = (event, listener) =>
    on(event, (message: { type?: string }) => {
      if (event === 'message' && message.type === 'score' && ++matches === nth) {
        tell('!');
        end(how);
      }
      (listener as Call)(message);
    });
}

function end(how: 'exit' | 'throw'): void {
  if (how === 'exit') process.exit(9);
  throw new Error('out of luck');
}
