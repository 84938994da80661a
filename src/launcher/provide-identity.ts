import { existsSync, mkdirSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { whyUntrusted } from './trust.ts';

/** What is asked; a test asks its own. */
const SYSTEM = { uid: process.geteuid?.(), temporary: tmpdir(), homedir, userInfo: userInfo as () => unknown };

/** Libraries ask the system who the user is, and fail where it does not know: they are told by the environment instead. */
export function provideIdentity(env: NodeJS.ProcessEnv, { uid, temporary, homedir, userInfo }: typeof SYSTEM = SYSTEM): void {
  if (uid === undefined) return;
  // Libraries take an empty one for the directory of temporary files.
  if (env.HOME === '') delete env.HOME;
  try {
    homedir();
  } catch {
    env.HOME = makeHome(path.join(temporary, `oads-${uid}`), uid);
  }
  try {
    userInfo();
  } catch {
    env.SHELL ??= '/bin/sh';
    env.USER ??= String(uid);
  }
}

/** Plugins are looked for below a home, and so nobody else may write there: not the directory of temporary files itself, then. */
function makeHome(dir: string, uid: number): string {
  const home = path.join(dir, 'home');
  try {
    // Children start elsewhere.
    if (!path.isAbsolute(dir)) return '/';
    if (!existsSync(dir)) mkdirSync(dir, 0o700);
    if (whyUntrusted({ dir, kind: 'shared' }, uid) !== undefined) return '/';
    if (!existsSync(home)) mkdirSync(home, 0o700);
    return home;
  } catch {
    // No directory of temporary files, or somebody else has it.
  }
  return '/';
}
