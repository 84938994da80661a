import { messageOf } from '../../core/errors.ts';

let damage: string | undefined;

/** oclif tells of a package.json of the data directory that it cannot parse as Node tells of an error, at every start: it is kept for us to tell. */
export function hushHost(): void {
  const emit = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (warning instanceof SyntaxError) damage = messageOf(warning);
    else Reflect.apply(emit, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
}

/** Why no plugin could be loaded; undefined where all is well. */
export function whyNoPlugins(dataDir: string): string | undefined {
  return damage && `no plugin is loaded: ${dataDir}/package.json: expected JSON, got ${damage}; remove it, and install the plugins anew`;
}
