import { existsSync, mkdirSync, readdirSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { whyUntrusted } from './trust.ts';

/**
 * A `node` that leads to this executable, for what starts others by that name; undefined where none can be made. It lies below the
 * unpacked program, or, where that is not to be written to, in a directory of this user's own below `temporary`. Each copy of the
 * executable has its own: another that is removed takes nothing with it. None is given where its name is not known, as one that is no UTF-8.
 */
export function layShim(root: string, executable: string, temporary = tmpdir()): string | undefined {
  if (!existsSync(executable)) return undefined;
  const uid = process.geteuid?.();
  const spare = path.join(temporary, `oads-${uid ?? 'user'}`);
  const name = hashPath(executable);
  const shims = [path.join(root, 'shim', name, 'node'), path.join(spare, 'shim', name, 'node')];
  const isSafe = () => whyUntrusted({ dir: spare, kind: 'shared' }, uid) === undefined;
  for (const shim of shims) {
    const isSpare = shim !== shims[0];
    if (isSpare && !isSafe()) continue;
    if (leadsTo(shim) === executable) return shim;
    if (isSpare) tryTo(() => mkdirSync(spare, { mode: 0o700 }));
    // Made by someone else in between.
    if ((!isSpare || isSafe()) && tryTo(() => lay(shim, executable))) return shim;
  }
  return undefined;
}

/** FNV-1a, which is no secret's: to load node:crypto would cost every start a tenth. */
function hashPath(executable: string): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(executable)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, '0');
}

function lay(shim: string, executable: string): void {
  const staged = `${shim}.${process.pid}`;
  mkdirSync(path.dirname(shim), { recursive: true });
  try {
    symlinkSync(executable, staged);
    renameSync(staged, shim);
  } catch (error) {
    rmSync(staged, { force: true });
    throw error;
  }
  sweep(path.dirname(path.dirname(shim)));
}

/** Those of executables that are gone. */
function sweep(shims: string): void {
  for (const name of readdirSync(shims)) {
    const target = leadsTo(path.join(shims, name, 'node'));
    if (target !== undefined && !existsSync(target)) tryTo(() => rmSync(path.join(shims, name), { recursive: true, force: true }));
  }
}

function leadsTo(shim: string): string | undefined {
  try {
    return readlinkSync(shim);
  } catch {
    return undefined;
  }
}

function tryTo(work: () => unknown): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
