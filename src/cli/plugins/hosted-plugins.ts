import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { messageOf, PluginError } from '../../core/errors.ts';
import { shortName } from '../../core/plugin/short-name.ts';
import { shareModules } from './share-modules.ts';

type Warn = (message: string) => void;

/** Where the code of each plugin lies that this process has loaded, by package. */
const places = new Map<string, readonly string[]>();
/** Short names of the plugins that the config uses; undefined until it is read. */
let used: ReadonlySet<string> | undefined;
let warnOf: Warn | undefined;
let strays: { readonly plugin: string; readonly error: PluginError }[] = [];

/** To be called before their code is loaded. */
export function noteHosted(plugins: readonly { readonly name: string; readonly root: string }[]): void {
  shareModules();
  for (const { name, root } of plugins) {
    const roots = new Set([root, realPath(root)]);
    places.set(
      name,
      [...roots].flatMap((dir) => [`${dir}/`, `${pathToFileURL(dir).href}/`]),
    );
  }
}

export function isHosting(): boolean {
  return places.size > 0;
}

/** The plugin whose code an error's stack names first; the innermost place wins where one lies within another. */
export function findCulprit(error: unknown): string | undefined {
  const stack = error instanceof Error ? String(error.stack) : '';
  const found = [...places].flatMap(([plugin, own]) => own.map((place) => ({ plugin, at: stack.indexOf(place), length: place.length })));
  return found.filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at || b.length - a.length)[0]?.plugin;
}

/** For a sentence about what nobody can be blamed for for certain. */
export function describeSuspect(): string {
  const suspects = [...places.keys()].filter((name) => used === undefined || used.has(shortName(name)));
  return suspects.length === 1 ? `plugin ${suspects[0]}` : 'a plugin';
}

/** From here on it is known which plugins matter: throws what one of them left unhandled before, and warns of the others. */
export function noteUsed(plugins: readonly string[], warn: Warn): void {
  used = new Set(plugins);
  warnOf = warn;
  const earlier = strays;
  strays = [];
  for (const { plugin, error } of earlier) {
    if (used.has(shortName(plugin))) throw error;
    warn(error.message);
  }
}

/** An error that a plugin neither caught nor handed to oads: gives it where the config uses the plugin; else it is a warning, now or later. */
export function meetStray(plugin: string, thrown: unknown): PluginError | undefined {
  const error =
    thrown instanceof PluginError
      ? thrown
      : new PluginError('OADS_PLUGIN_FAILED', `plugin ${plugin}: an error that nothing in it caught: ${messageOf(thrown)}`, {
          cause: thrown,
        });
  if (used?.has(shortName(plugin))) return error;
  if (used && warnOf) warnOf(error.message);
  else strays.push({ plugin, error });
  return undefined;
}

/** What was met while nobody knew whether it mattered: the command is over. */
export function tellStrays(warn: Warn): void {
  const untold = strays;
  strays = [];
  for (const { error } of untold) warn(error.message);
}

function realPath(dir: string): string {
  try {
    return realpathSync(dir);
  } catch {
    return dir;
  }
}
