import { createRequire, syncBuiltinESMExports } from 'node:module';

// biome-ignore lint/suspicious/noExplicitAny: Node's own functions are replaced
type Functions = Record<string, (...args: any[]) => any>;

const promises = createRequire(import.meta.url)('node:fs/promises') as Functions;
const CHANGING = ['link', 'mkdir', 'open', 'rename', 'rm', 'symlink', 'writeFile'];
const CHANGING_HANDLE = ['sync', 'write', 'writeFile'];

/** What a process that is killed says no more. */
export class Killed extends Error {}

/**
 * Runs `work` as if the process were killed just before its `step`-th change to the file system (from 0): that change and
 * all later ones do not happen. Returns the calls that were made, or undefined when the work ended before.
 */
export async function killAtStep(step: number, work: () => Promise<unknown>): Promise<string[] | undefined> {
  const calls: string[] = [];
  const restore: (() => void)[] = [];
  let isKilled = false;
  const wrap = (owner: Functions, name: string) => {
    const real = owner[name];
    owner[name] = function (this: unknown, ...args: unknown[]) {
      const reads = name === 'open' && (args[1] === undefined || args[1] === 'r');
      if (!reads) {
        if (isKilled || calls.length >= step) {
          isKilled = true;
          return Promise.reject(new Killed(`killed before ${name}`));
        }
        calls.push(`${name} ${String(args[0]).slice(-60)}`);
      }
      return real.apply(this, args);
    };
    restore.push(() => {
      owner[name] = real;
    });
  };
  const probe = (await promises.open(import.meta.filename, 'r')) as { close(): Promise<void> };
  const handles = Object.getPrototypeOf(probe) as Functions;
  await probe.close();
  for (const name of CHANGING) wrap(promises, name);
  for (const name of CHANGING_HANDLE) wrap(handles, name);
  syncBuiltinESMExports();
  try {
    await work();
  } catch (error) {
    if (!isKilled) throw error;
  } finally {
    for (const undo of restore) undo();
    syncBuiltinESMExports();
  }
  return isKilled ? calls : undefined;
}
