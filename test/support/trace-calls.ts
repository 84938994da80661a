import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

export interface Traced {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly calls: Calls;
}

export interface Calls {
  /** Calls about sockets that leave the process, as strace writes them, without their answers. */
  readonly sockets: readonly string[];
  /** Absolute paths of what was made, or opened to be made. */
  readonly made: readonly string[];
}

/** Who the user is: the C library asks a daemon of this machine first, where one runs. */
export const USER_DATABASE =
  /^(?:socket\(AF_UNIX, SOCK_STREAM\|SOCK_CLOEXEC\|SOCK_NONBLOCK, 0\)|connect\(\d+\S*, \{sa_family=AF_UNIX, sun_path="\/var\/run\/nscd\/socket"\}, 110\))$/;

/** The kernel's list of this machine's own interfaces: npm reads it for its option local-address, used or not. */
export const OWN_INTERFACES = /^\w+\((?:AF_NETLINK, SOCK_RAW\|SOCK_CLOEXEC, NETLINK_ROUTE\)$|.*\{sa_family=AF_NETLINK,)/;

const CALLS =
  'socket,connect,bind,listen,sendto,sendmsg,sendmmsg,openat,open,creat,mkdir,mkdirat,rename,renameat2,symlink,symlinkat,link,linkat';

/** By its path where it is known: a command may be traced that is to find nothing by name. */
const STRACE = existsSync('/usr/bin/strace') ? '/usr/bin/strace' : 'strace';

/** Before a command: follows all its processes and threads, and writes what they ask of the system to `file`. */
export function straceTo(file: string): string[] {
  return [STRACE, '-f', '--seccomp-bpf', '-qq', '-y', '-s', '500', '-e', `trace=${CALLS}`, '-e', 'signal=none', '-o', file];
}

/** Why calls cannot be traced here; undefined where they can. */
export function whyUntraceable(): string | undefined {
  const [strace, ...args] = straceTo('/dev/null');
  const { error, status, stderr } = spawnSync(strace, [...args, process.execPath, '-v'], { encoding: 'utf8' });
  if (error) return 'expected strace (Debian: apt-get install strace), found none';
  return status === 0 ? undefined : `strace is not allowed to follow a process here: ${stderr.trim()}`;
}

/** Runs a command to its end. `file` is for the trace. */
export function traceCalls(
  command: readonly string[],
  { file, cwd, env }: { file: string; cwd: string; env: Record<string, string> },
): Traced {
  const [strace, ...args] = [...straceTo(file), ...command];
  const { status, stdout, stderr, error } = spawnSync(strace, args, { cwd, env, encoding: 'utf8', timeout: 120_000 });
  if (error) throw error;
  return { code: status, stdout, stderr, calls: readCalls(file, cwd) };
}

export function readCalls(file: string, cwd: string): Calls {
  const sockets: string[] = [];
  const made = new Set<string>();
  for (const line of joinInterrupted(readFileSync(file, 'utf8').split('\n'))) {
    const [, name, given] = /^\d+ +(\w+)\((.*)/.exec(line) ?? [];
    if (name === undefined) continue;
    const isFile = /^(?:open|creat|mkdir|rename|symlink|link)/.test(name);
    if (!isFile) {
      // A message through a pipe of the process's own has no address.
      if (!name.startsWith('send') || given.includes('sa_family=')) sockets.push(`${name}(${given.replace(/\) += .*$/, ')')}`);
    } else if (!/ = -1 /.test(line) && (!name.startsWith('open') || given.includes('O_CREAT'))) {
      const [, from = cwd] = /AT_FDCWD<([^>]*)>/.exec(given) ?? [];
      const written = [...given.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, one]) => one);
      // The last path is what is made: of links and renames, the first is what was there.
      made.add(path.resolve(from, written.at(-1) ?? ''));
    }
  }
  return { sockets, made: [...made] };
}

/** A call during which another thread made one stands in two lines: as one, where it ended. */
function joinInterrupted(lines: readonly string[]): string[] {
  const begun = new Map<string, string>();
  const whole: string[] = [];
  for (const line of lines) {
    const [, pid, call] = /^(\d+) +(.*?) +<unfinished \.\.\.>\)?$/.exec(line) ?? [];
    const [, ending, rest] = /^(\d+) +<\.\.\. \w+ resumed>(.*)$/.exec(line) ?? [];
    if (pid !== undefined) begun.set(pid, `${pid} ${call}`);
    else if (ending !== undefined) whole.push(`${begun.get(ending) ?? ''}${rest}`);
    else whole.push(line);
    if (ending !== undefined) begun.delete(ending);
  }
  // Of a process that was killed there is no end.
  return [...whole, ...begun.values()];
}

/** What was made elsewhere than below `places` or on the way to one of them. */
export function listStrays(made: readonly string[], places: readonly string[]): string[] {
  const isWithin = (file: string) => places.some((place) => `${file}/`.startsWith(`${place}/`) || place.startsWith(`${file}/`));
  return made.filter((file) => file !== '/dev/null' && !isWithin(file));
}
