import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { root } from './cli.ts';

/** Where `.ci/run` puts it: the package is unpacked there, and no service is installed. */
const UNPACKED = path.join(root, '.toolchain', 'prometheus', 'usr', 'bin', 'promtool');

/** PROMTOOL names one; else that of `.ci/run`, else that of PATH (Debian: apt-get install prometheus). */
export function findPromtool(): string | undefined {
  const places = [
    process.env.PROMTOOL,
    UNPACKED,
    ...(process.env.PATH ?? '').split(path.delimiter).map((dir) => path.join(dir, 'promtool')),
  ];
  return places.find((place) => place !== undefined && place !== '' && existsSync(place));
}

/** What promtool says and how it ends. Without it: undefined, or an error where CI is set. */
export function runPromtool(args: readonly string[], input?: string): { status: number | null; output: string } | undefined {
  const promtool = findPromtool();
  if (promtool === undefined) {
    if (!process.env.CI) return undefined;
    throw new Error('expected promtool (Debian: in the package prometheus, or its path in PROMTOOL), found none');
  }
  const { status, stdout, stderr } = spawnSync(promtool, args, { input, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}
