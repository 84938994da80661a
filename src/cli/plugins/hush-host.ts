import { messageOf } from '../../core/errors.ts';

let damage: string | undefined;
/** Why commands of a plugin cannot be used, by plugin: oclif tells it of each of them, in many lines. */
let faults = new Map<string, string>();

/**
 * oclif tells of a package.json of the data directory that it cannot parse, and of commands of plugins that do not load, as Node tells of an
 * error, at every start: it is kept for us to tell.
 */
export function hushHost(): void {
  const emit = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    if (warning instanceof SyntaxError) damage = messageOf(warning);
    else if (isOfPlugin(rest[0])) noteFault(rest[0]);
    else Reflect.apply(emit, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
}

/** One line for each plugin some of whose commands cannot be used; to be told once. */
export function takeCommandFaults(): string[] {
  const taken = [...faults].map(([plugin, why]) => `plugin ${plugin}: commands of it are left out: ${why}`);
  faults = new Map();
  return taken;
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
  return damage && `no plugin is loaded: ${dataDir}/package.json: expected JSON, got ${damage}; remove it, and install the plugins anew`;
}
