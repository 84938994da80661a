import { homedir, userInfo } from 'node:os';

/** Libraries ask the system who the user is, as they load, and fail where it does not know: they are told by `env` instead, as containers do. */
export function tellIdentity(env) {
  // Libraries take an empty one for the directory of temporary files.
  if (env.HOME === '') delete env.HOME;
  try {
    homedir();
  } catch {
    env.HOME = '/';
  }
  if (env.SHELL !== undefined) return;
  try {
    userInfo();
  } catch {
    env.SHELL = '/bin/sh';
    env.USER ??= String(process.geteuid());
  }
}
