import path from 'node:path';

/**
 * Of the environment npm gets what says where packages come from and how to get there. What npm itself set for a script that
 * started oads says nothing about the data directory.
 */
const SETTINGS =
  /^npm_config_(?:(?:@[^:]+:)?registry|\/\/.+|cache|offline|prefer[-_]offline|userconfig|globalconfig|(?:https?[-_]|no)?proxy|cafile|ca|cert|key|strict[-_]ssl|fetch[-_].+|maxsockets|local[-_]address)$/i;

/** npm's cache, which holds every plugin that was ever installed, lies in the data directory: it goes with it, and no home is needed. */
export function npmCache(dataDir: string): string {
  return path.join(dataDir, 'npm-cache');
}

export function prepareNpmEnvironment(
  dataDir: string,
  given: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string | undefined> {
  // For a script npm names its own cache: nobody chose it.
  const isScript = given.npm_lifecycle_event !== undefined;
  const isCache = (name: string) => /^npm_config_cache$/i.test(name);
  const kept = Object.entries(given).filter(([name]) => !/^npm_/i.test(name) || (SETTINGS.test(name) && !(isScript && isCache(name))));
  // An empty part would stand for the working directory.
  const PATH = [path.dirname(process.execPath), given.PATH].filter(Boolean).join(path.delimiter);
  const cache = kept.some(([name]) => isCache(name)) ? {} : { npm_config_cache: npmCache(dataDir) };
  return { ...Object.fromEntries(kept), ...cache, PATH };
}
