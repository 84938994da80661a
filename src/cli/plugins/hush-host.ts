import { messageOf } from '../../core/errors.ts';
import { isRefusal } from './safety/refuse-unsafe.ts';

const LIST = 'package.json';

/** What oclif could not read, and how. */
let damage: { readonly file?: string; readonly why: string } | undefined;

/** Why commands of a plugin cannot be used, by plugin: oclif tells it of each of them, in many lines. */
let faults = new Map<string, string>();
/** As another process has told it. */
let foreignFaults: readonly string[] = [];

/**
 * oclif tells of a package.json of the data directory that it cannot read or parse, and of commands of plugins that do not load, as Node tells of an
 * error, at every start: it is kept for us to tell.
 */
export function hushHost(): void {
  damage = undefined;
  faults = new Map();
  foreignFaults = [];
  const emit = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    const found = describeDamage(warning);
    if (found !== undefined) damage = found;
    // Told of each plugin, as of one that is broken.
    else if (isRefusal(warning)) return;
    else if (isOfPlugin(rest[0])) noteFault(rest[0]);
    else Reflect.apply(emit, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
}

function describeDamage(warning: string | Error): typeof damage {
  if (warning instanceof SyntaxError) return { why: `expected JSON, got ${messageOf(warning)}; remove it, and install the plugins anew` };
  const { code, path: file } = warning as NodeJS.ErrnoException;
  if (!file?.endsWith(LIST)) return undefined;
  if (code === 'ENOTDIR') return { file, why: 'a part of the path is not a directory; set HOME, or XDG_DATA_HOME, to one' };
  return { file, why: `${messageOf(warning)}; let this user read it` };
}

/** One line for each plugin some of whose commands cannot be used; to be told once. */
export function takeCommandFaults(): string[] {
  const taken = [...faults].map(([plugin, why]) => `plugin ${plugin}: commands of it are left out: ${why}`);
  const all = [...taken, ...foreignFaults];
  faults = new Map();
  foreignFaults = [];
  return all;
}

/** Of a plugin that another process has loaded. */
export function addCommandFaults(told: readonly string[]): void {
  foreignFaults = [...foreignFaults, ...told];
}

function isOfPlugin(options: unknown): options is Error & { detail: string } {
  const { detail } = (options ?? {}) as { detail?: unknown };
  return options instanceof Error && typeof detail === 'string' && /^task: .*\nplugin: /m.test(detail);
}

function noteFault(error: Error & { detail: string }): void {
  const [, plugin] = /^plugin: (.*)$/m.exec(error.detail) ?? [];
  if (!faults.has(plugin)) faults.set(plugin, messageOf(error));
}

/** Why no plugin could be loaded; undefined where all is well. */
export function whyNoPlugins(dataDir: string): string | undefined {
  return damage && `no plugin is loaded: ${damage.file ?? `${dataDir}/${LIST}`}: ${damage.why}`;
}
