import { Config } from '@oclif/core';
import { messageOf, UsageError } from '../core/errors.ts';
import { findSimilar } from '../core/schema/find-similar.ts';

/** For a command that does not exist: an error that names the nearest one. Asks nothing: nobody may be there to answer. */
export async function suggestCommand(error: unknown, binUrl: string): Promise<UsageError | undefined> {
  const [, id] = /^command (\S+) not found\.?$/i.exec(messageOf(error)) ?? [];
  if (id === undefined) return undefined;
  const { commandIDs } = await Config.load(binUrl);
  const readable = (name: string) => name.replaceAll(':', ' ');
  const known = commandIDs.map(readable);
  const near = findSimilar(readable(id), known) ?? known.find((name) => name.startsWith(`${readable(id)} `));
  return new UsageError(
    'OADS_USAGE_COMMAND',
    `expected a command, got "${readable(id)}"${near === undefined ? '' : ` (did you mean "${near}"?)`}`,
    {
      hint: '`oads help` lists the commands',
    },
  );
}

interface ParserError {
  readonly flags?: unknown;
  readonly parse?: { readonly input?: { readonly flags?: Record<string, unknown> } };
}

/** For flags that do not exist: a message that names the nearest ones. */
export function suggestFlag(error: unknown): string | undefined {
  const { flags, parse } = (error ?? {}) as ParserError;
  if (!Array.isArray(flags) || !parse?.input?.flags || !/^Nonexistent flag/.test(messageOf(error))) return undefined;
  const known = Object.keys(parse.input.flags).map((name) => `--${name}`);
  const shown = flags.map((flag: string) => {
    const near = findSimilar(flag, known);
    return near === undefined ? flag : `${flag} (did you mean ${near}?)`;
  });
  return `expected a flag that the command knows, got ${shown.join(', ')}`;
}
