import { accessSync, constants, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Of the environment npm gets what says where packages come from and how to get there. What npm itself set for a script that
 * started oads says nothing about the data directory.
 */
const SETTINGS =
  /^npm_config_(?:(?:@[^:]+:)?registry|\/\/.+|cache|offline|prefer[-_]offline|userconfig|globalconfig|(?:https?[-_]|no)?proxy|cafile|ca|cert|key|strict[-_]ssl|fetch[-_].+|maxsockets|local[-_]address)$/i;

export interface NpmEnvironment {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Removes what was made for it. */
  remove(): void;
}

export function prepareNpmEnvironment(given: Readonly<Record<string, string | undefined>> = process.env): NpmEnvironment {
  const kept = Object.entries(given).filter(([name]) => !/^npm_/i.test(name) || SETTINGS.test(name));
  // An empty part would stand for the working directory.
  const PATH = [path.dirname(process.execPath), given.PATH].filter(Boolean).join(path.delimiter);
  const env = { ...Object.fromEntries(kept), PATH };
  if (kept.some(([name]) => /^npm_config_cache$/i.test(name)) || isHomeWritable()) return { env, remove: () => {} };
  // npm cannot do without a cache.
  const cache = mkdtempSync(path.join(tmpdir(), 'oads-npm-'));
  return { env: { ...env, npm_config_cache: cache }, remove: () => rmSync(cache, { recursive: true, force: true }) };
}

function isHomeWritable(): boolean {
  const cache = path.join(homedir(), '.npm');
  try {
    mkdirSync(cache, { recursive: true });
    accessSync(cache, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
