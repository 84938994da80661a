import { createRequire, syncBuiltinESMExports } from 'node:module';

// biome-ignore lint/suspicious/noExplicitAny: Node's own functions are replaced
type Functions = Record<string, (...args: any[]) => any>;

const promises = createRequire(import.meta.url)('node:fs/promises') as Functions;
const CHANGING = ['link', 'mkdir', 'open', 'rename', 'rm', 'symlink', 'writeFile'];
const CHANGING_HANDLE = ['sync', 'write', 'writeFile'];

/** What a process that is killed says no more. */
class Killed extends Error {}

/**
 * Runs `work` as if the process were killed just before its `step`-th change to the file system (from 0): that change and
 * all later ones do not happen. Gives the changes that were made, or undefined when the work ended before.
 */
export async function killAtStep(step: number, work: () => Promise<unknown>): Promise<string[] | undefined> {
  const { calls, isKilled } = await watch(step, work);
  return isKilled ? calls : undefined;
}

/** The changes that `work` makes, in their order: `sync FILE`, `rename FROM`, `writeFile FILE flush`. */
export async function listChanges(work: () => Promise<unknown>): Promise<string[]> {
  return (await watch(Number.POSITIVE_INFINITY, work)).calls;
}

async function watch(step: number, work: () => Promise<unknown>): Promise<{ calls: string[]; isKilled: boolean }> {
  const calls: string[] = [];
  const files = new WeakMap<object, unknown>();
  const restore: (() => void)[] = [];
  let isKilled = false;
  const wrap = (owner: Functions, name: string) => {
    const real = owner[name];
    owner[name] = function (this: object, ...args: unknown[]) {
      const changes = name !== 'open' || (args[1] !== undefined && args[1] !== 'r');
      if (changes && (isKilled || calls.length >= step)) {
        isKilled = true;
        return Promise.reject(new Killed(`killed before ${name}`));
      }
      const flushes = (args[2] as { flush?: boolean } | undefined)?.flush === true;
      if (changes) calls.push(`${name} ${String(files.get(this ?? {}) ?? args[0])}${flushes ? ' flush' : ''}`);
      const result = real.apply(this, args);
      if (name === 'open')
        result.then(
          (handle: object) => files.set(handle, args[0]),
          () => {},
        );
      return result;
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
  return { calls, isKilled };
}
