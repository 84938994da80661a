import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { messageOf, PluginError, systemCode } from '../errors.ts';
import type { RegisterContext } from './api.ts';
import type { Registration } from './collect.ts';
import { HOST_PACKAGE } from './host-package.ts';

const HOOK = 'oads:register';

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly description?: string;
  readonly oclif?: { readonly hooks?: Readonly<Record<string, unknown>> };
}

/** A package that says that it is a plugin of oads. Throws PluginError where it does not. */
export async function readPluginPackage(dir: string): Promise<PackageJson & { readonly hook: string }> {
  const file = path.join(dir, 'package.json');
  let found: Partial<PackageJson> | null;
  try {
    found = JSON.parse(await readFile(file, 'utf8')) as Partial<PackageJson> | null;
  } catch (error) {
    const why = systemCode(error) === 'ENOENT' ? 'no such file' : messageOf(error);
    throw refuse(`${file}: expected the package.json of a plugin, got ${why}`, { cause: error });
  }
  if (typeof found?.name !== 'string' || typeof found.version !== 'string') throw refuse(`${file}: expected a name and a version`);
  if (HOST_PACKAGE.test(found.name)) throw refuse(`${file}: expected a name of its own, got ${found.name}, which is oads' own`);
  const hook = targetOf(found.oclif?.hooks?.[HOOK]);
  if (hook === undefined)
    throw refuse(`${file}: expected oclif.hooks["${HOOK}"], the file that registers ${found.name}; it is no plugin of oads`);
  return { ...(found as PackageJson), hook };
}

/** Runs the hook of the package in a directory, as a start of oads does. Throws PluginError where it is no plugin. */
export async function registerPackage(dir: string, context: RegisterContext): Promise<Registration & { readonly root: string }> {
  const { name, version, hook } = await readPluginPackage(dir);
  const registration = { plugin: name, version, root: dir };
  try {
    // Node keeps what it imported: the same place may have held another version a moment ago.
    const url = `${pathToFileURL(findFile(path.resolve(dir, hook))).href}?${encodeURIComponent(version)}`;
    const module = (await import(url)) as Record<string, unknown>;
    const register = [module.default, ...Object.values(module)].find((value) => typeof value === 'function');
    if (typeof register !== 'function') throw new Error(`${hook} exports no function`);
    return { ...registration, contributions: await register(context) };
  } catch (error) {
    return { ...registration, error };
  }
}

/** oclif takes a path, a list of them, or objects. */
function targetOf(hook: unknown): string | undefined {
  const [first] = Array.isArray(hook) ? hook : [hook];
  if (typeof first === 'string') return first;
  const { target } = (first ?? {}) as { target?: unknown };
  return typeof target === 'string' ? target : undefined;
}

function findFile(named: string): string {
  return [named, `${named}.js`, `${named}.mjs`, `${named}.cjs`].find((file) => existsSync(file)) ?? named;
}

function refuse(message: string, options: { cause?: unknown } = {}): PluginError {
  return new PluginError('OADS_PLUGIN_PACKAGE', message, {
    hint: 'see docs/plugins.md; `oads plugins new` writes a plugin to start from',
    ...options,
  });
}
