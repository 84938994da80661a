import { lstat, stat } from 'node:fs/promises';
import { UsageError } from '../errors.ts';

/** Throws UsageError where the config would replace what it is made from, by whatever name, or a link that leads nowhere. */
export async function refuseOverwrite(output: string, inputs: readonly (string | undefined)[]): Promise<void> {
  const target = await identify(output);
  if (target === undefined) {
    if (!(await lstat(output).catch(() => undefined))?.isSymbolicLink()) return;
    throw new UsageError('OADS_USAGE_OUTPUT', `expected a file to write the config to, got ${output}, a link to a place where nothing is`, {
      hint: 'name the file itself with -o FILE, or remove the link',
    });
  }
  for (const input of inputs) {
    if (input === undefined || (await identify(input)) !== target) continue;
    throw new UsageError('OADS_USAGE_OUTPUT', `expected another file than the source to write the config to, got ${output} for both`, {
      hint: 'name another file with -o',
    });
  }
}

/** Device and inode, so that links of both kinds are seen through. */
async function identify(file: string): Promise<string | undefined> {
  const info = await stat(file, { bigint: true }).catch(() => undefined);
  return info && `${info.dev} ${info.ino}`;
}
