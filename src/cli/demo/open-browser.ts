import { type ChildProcess, spawn } from 'node:child_process';

type Surroundings = Pick<NodeJS.Process, 'platform' | 'env'> & Record<'stdout' | 'stderr', { readonly isTTY?: boolean }>;

/** The program that opens an address in a browser, with its first arguments; undefined where nobody could look at one. */
export function browserCommand({ platform, env, stdout, stderr }: Surroundings): readonly string[] | undefined {
  if (!stdout.isTTY || !stderr.isTTY) return undefined;
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['cmd', '/c', 'start', '""'];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open'] : undefined;
}

/** Never waits and never fails: the address stands on the terminal. */
export function openBrowser(url: string, command: readonly string[] | undefined): ChildProcess | undefined {
  if (command === undefined) return undefined;
  const [program, ...first] = command;
  const child = spawn(program, [...first, url], { detached: true, stdio: 'ignore' });
  child.on('error', () => {});
  child.unref();
  return child;
}
