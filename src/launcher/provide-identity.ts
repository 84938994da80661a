import { homedir, tmpdir, userInfo } from 'node:os';

/** Libraries ask the system who the user is, and fail where it does not know: they are told by the environment instead. */
export function provideIdentity(env: NodeJS.ProcessEnv = process.env): void {
  if (process.platform === 'win32') return;
  try {
    homedir();
  } catch {
    env.HOME = tmpdir();
  }
  try {
    userInfo();
  } catch {
    env.SHELL ??= '/bin/sh';
    env.USER ??= String(process.geteuid?.());
  }
}
