import { constants } from 'node:fs';
import { access, copyFile, readdir, readFile, rename, rm, statfs } from 'node:fs/promises';
import path from 'node:path';
import { PluginError, StoreError, systemCode, toStoreError, UsageError } from '../../core/errors.ts';
import { makeDirectories } from '../../core/frame/write/make-directories.ts';
import { findLeftovers } from './find-leftovers.ts';
import { inspectPacked } from './inspect-packed.ts';
import { lockPlugins } from './lock-plugins.ts';
import { nameSource, type PluginSource } from './name-source.ts';
import { npmCache } from './npm-environment.ts';
import { runNpm } from './run-npm.ts';
import { changeUserPlugins, readUserPackage, type UserPackage } from './user-plugins.ts';
import { writeWhole } from './write-whole.ts';

/** Where packed plugins are kept, so that the data directory needs nothing outside itself. */
const PACKED = 'packed';
/** What npm writes beside a plugin. */
const OWN_BYTES = 1 << 20;

type Packed = Exclude<PluginSource, { kind: 'registry' }>;

export interface InstallOptions {
  readonly dataDir: string;
  /** Whether install scripts of packages are run. */
  readonly allowScripts: boolean;
  /** Throws where the plugin in a directory cannot be used: it is then removed again, and what was there before put back. */
  readonly prove: (root: string) => Promise<void>;
}

/** Installs one plugin into the data directory; gives its name. */
export async function installPlugin(given: string, options: InstallOptions): Promise<string> {
  const source = nameSource(given);
  await makeDirectory(path.join(options.dataDir, PACKED));
  return lockPlugins(options.dataDir, () => install(source, options));
}

async function install(source: PluginSource, { dataDir, allowScripts, prove }: InstallOptions): Promise<string> {
  await changeUserPlugins(dataDir, (plugins) => plugins);
  await forgetLeftovers(dataDir);
  const scripts = allowScripts ? [] : ['--ignore-scripts'];
  const { spec, expected } =
    source.kind === 'registry' ? { spec: source.spec, expected: nameOf(source.spec) } : await keepPacked(source, dataDir, scripts);
  const before = await keepState(dataDir);
  if (source.kind === 'registry') refusePacked(source.spec, before.known);
  let name = expected;
  try {
    await runNpm(['install', spec, '--omit=dev', ...scripts], dataDir);
    name = findName(before.known, await readUserPackage(dataDir), spec);
    await prove(path.join(dataDir, 'node_modules', name));
  } catch (error) {
    await before.restore(name);
    throw error;
  }
  const installed = name;
  const tag = source.kind === 'registry' ? (/(?<=.)@(.+)$/.exec(source.spec)?.[1] ?? 'latest') : undefined;
  const from = source.kind === 'registry' ? { tag } : { url: source.path };
  const entry = { name: installed, type: 'user' as const, ...from };
  await changeUserPlugins(dataDir, (plugins) => [...plugins.filter((plugin) => plugin.name !== installed), entry]);
  await sweepPacked(dataDir);
  return installed;
}

/** Forgets plugins; npm removes what it installed. */
export async function removePlugins(names: readonly string[], dataDir: string): Promise<void> {
  await lockPlugins(dataDir, () => remove(names, dataDir));
}

async function forgetLeftovers(dataDir: string): Promise<void> {
  const left = findLeftovers(await readUserPackage(dataDir));
  if (left.length > 0) await remove(left, dataDir);
}

async function remove(names: readonly string[], dataDir: string): Promise<void> {
  const { dependencies = {} } = await readUserPackage(dataDir);
  const installed = names.filter((name) => Object.hasOwn(dependencies, name));
  if (installed.length > 0) await runNpm(['uninstall', ...installed, '--ignore-scripts'], dataDir);
  await changeUserPlugins(dataDir, (plugins) => plugins.filter(({ name }) => !names.includes(name)));
  await sweepPacked(dataDir);
  // It holds copies of them. As long as others are left, they may be needed to bring those back.
  if (installed.length === Object.keys(dependencies).length) await rm(npmCache(dataDir), { recursive: true, force: true });
}

/** A copy whose name says what it holds: npm would refuse other content under a name that it knows. */
async function keepPacked(source: Packed, dataDir: string, scripts: readonly string[]): Promise<{ spec: string; expected: string }> {
  try {
    const { file, name } = await copyPacked(source, dataDir, scripts);
    return { spec: `file:${PACKED}/${file}`, expected: name };
  } catch (error) {
    await sweepPacked(dataDir);
    throw error;
  }
}

async function copyPacked(source: Packed, dataDir: string, scripts: readonly string[]): Promise<{ file: string; name: string }> {
  const directory = path.join(dataDir, PACKED);
  let file = source.path;
  if (source.kind === 'directory') {
    const printed = await runNpm(['pack', source.path, '--json', '--pack-destination', directory, ...scripts], dataDir);
    const [{ filename }] = JSON.parse(printed.slice(printed.indexOf('['))) as { filename: string }[];
    file = path.join(directory, path.basename(filename));
  }
  const { name, digest, bytes } = await inspectPacked(file);
  await requireRoom(dataDir, bytes);
  const kept = `${path.basename(file).replace(/\.(?:tgz|tar\.gz)$/, '')}-${digest.slice(0, 12)}.tgz`;
  if (source.kind === 'directory') await rename(file, path.join(directory, kept));
  else await copyFile(file, path.join(directory, kept));
  return { file: kept, name };
}

/** What `restore` brings back. */
async function keepState(dataDir: string) {
  const files = await Promise.all(
    ['package.json', 'package-lock.json'].map(async (name) => {
      const file = path.join(dataDir, name);
      return { file, text: await readFile(file, 'utf8').catch(() => undefined) };
    }),
  );
  const known = await readUserPackage(dataDir);
  const { dependencies = {} } = known;
  const restore = async (name: string) => {
    for (const { file, text } of files) await (text === undefined ? rm(file, { force: true }) : writeWhole(file, text));
    const modules = path.join(dataDir, 'node_modules');
    if (Object.keys(dependencies).length === 0) await rm(modules, { recursive: true, force: true });
    else {
      // Whoever asked to stop wants what was there before.
      const { signal } = new AbortController();
      await runNpm(['install', '--prefer-offline', '--omit=dev', '--ignore-scripts'], dataDir, signal).catch(() => {});
      // What npm cannot bring back is at least not left half there.
      if (!Object.hasOwn(dependencies, name)) await rm(path.join(modules, name), { recursive: true, force: true });
    }
    await sweepPacked(dataDir);
  };
  return { known, restore };
}

/** npm would take the packed copy for the package that is asked for, and say that all is well. */
function refusePacked(spec: string, { dependencies = {} }: UserPackage): void {
  const name = nameOf(spec);
  const from = Object.hasOwn(dependencies, name) ? dependencies[name] : undefined;
  if (!from?.startsWith(`file:${PACKED}/`)) return;
  throw new UsageError(
    'OADS_USAGE_PLUGIN',
    `expected a plugin that is not installed from a file, got ${name}, which is (${path.basename(from)})`,
    {
      hint: `for that of the registry remove it first: oads plugins uninstall ${name}`,
    },
  );
}

function nameOf(spec: string): string {
  return spec.replace(/(?<=.)@.*$/, '');
}

function findName({ dependencies: before = {} }: UserPackage, { dependencies = {} }: UserPackage, spec: string): string {
  const packed = Object.keys(dependencies).find((name) => dependencies[name] === spec);
  const changed = Object.keys(dependencies).find((name) => dependencies[name] !== before[name]);
  const named = nameOf(spec);
  const name = packed ?? (Object.hasOwn(dependencies, named) ? named : changed);
  if (name === undefined) throw new PluginError('OADS_PLUGIN_NPM', `npm installed nothing for ${JSON.stringify(spec)}`);
  return name;
}

/** Removes packed plugins that nothing needs any more. */
async function sweepPacked(dataDir: string): Promise<void> {
  const needed = new Set(Object.values((await readUserPackage(dataDir)).dependencies ?? {}));
  for (const file of await readdir(path.join(dataDir, PACKED)).catch(() => [])) {
    if (!needed.has(`file:${PACKED}/${file}`)) await rm(path.join(dataDir, PACKED, file), { force: true });
  }
}

/** npm would leave an empty package.json where the disk is full, and complain of that. */
async function requireRoom(dataDir: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(dataDir);
  if (bavail * bsize >= bytes + OWN_BYTES) return;
  const needed = `${Math.ceil((bytes + OWN_BYTES) / 1e6)} MB`;
  throw new StoreError('OADS_STORE_FULL', `${dataDir}: expected room for ${needed}, got ${Math.floor((bavail * bsize) / 1e6)} MB`, {
    hint: 'free some space, or set OADS_DATA_DIR to another directory',
  });
}

async function makeDirectory(directory: string): Promise<void> {
  try {
    await makeDirectories(directory);
  } catch (error) {
    // On a file system that is read-only mkdir says that the directory above is not there.
    const why = systemCode(error) === 'ENOENT' ? await whyNotWritable(directory) : undefined;
    throw toStoreError(why ?? error, directory, 'set OADS_DATA_DIR to another directory');
  }
}

async function whyNotWritable(directory: string): Promise<unknown> {
  for (let at = path.dirname(directory); ; at = path.dirname(at)) {
    const error: unknown = await access(at, constants.W_OK).catch((thrown: unknown) => thrown);
    if (systemCode(error) !== 'ENOENT') return error;
  }
}
