// Who runs the embedded PostgreSQL, and where that account can get to.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** PostgreSQL refuses to run as root, and initdb wants an account that has a name: one that exists is borrowed. */
export function findAccount() {
  if (process.getuid() !== 0) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name, , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid, gid }) => uid > 0 && gid > 0);
  const account = accounts.find(({ name }) => name === 'postgres') ?? accounts.find(({ name }) => name === 'nobody') ?? accounts[0];
  if (account === undefined) throw new Error('expected an account other than root in /etc/passwd to run PostgreSQL as, got none');
  return account;
}

export function temporaryDirectories() {
  return [...new Set([tmpdir(), '/tmp', '/var/tmp'])].filter((directory) => existsSync(directory));
}

export function mayEnter(directory, account) {
  return account === undefined || spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', directory], runAs(account, '/')).status === 0;
}

/** Working directory and account of a child, and an environment in which the user's PG* settings mean nothing. */
export function runAs(account, cwd) {
  const environment = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
  return account === undefined ? { cwd, env: environment } : { cwd, env: environment, uid: account.uid, gid: account.gid };
}
