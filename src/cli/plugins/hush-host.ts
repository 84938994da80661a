import { messageOf } from '../../core/errors.ts';

const LIST = 'package.json';

/** What oclif could not read, and how. */
let damage: { readonly file?: string; readonly why: string } | undefined;

/** oclif tells of a package.json of the data directory that it cannot read or parse as Node tells of an error, at every start: it is kept for us to tell. */
export function hushHost(): void {
  const emit = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    const found = describeDamage(warning);
    if (found === undefined) Reflect.apply(emit, process, [warning, ...rest]);
    else damage = found;
  }) as typeof process.emitWarning;
}

function describeDamage(warning: string | Error): typeof damage {
  if (warning instanceof SyntaxError) return { why: `expected JSON, got ${messageOf(warning)}; remove it, and install the plugins anew` };
  const { code, path: file } = warning as NodeJS.ErrnoException;
  if (!file?.endsWith(LIST)) return undefined;
  if (code === 'ENOTDIR') return { file, why: 'a part of the path is not a directory; set HOME, or XDG_DATA_HOME, to one' };
  return { file, why: `${messageOf(warning)}; let this user read it` };
}

/** Why no plugin could be loaded; undefined where all is well. */
export function whyNoPlugins(dataDir: string): string | undefined {
  return damage && `no plugin is loaded: ${damage.file ?? `${dataDir}/${LIST}`}: ${damage.why}`;
}
