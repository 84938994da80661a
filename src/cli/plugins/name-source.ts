import { statSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../../core/errors.ts';
import { refuseLaid } from './safety/refuse-laid.ts';

/** What an argument of `plugins install` names. */
export type PluginSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'registry'; readonly spec: string };

const PACKAGE = /^(?:@[a-z0-9~][\w.~-]*\/)?[a-z0-9~][\w.~-]*(?:@[\w.^~<>=*+-]+)?$/i;

/** A path that exists is that path; else a name of the registry. Throws UsageError for what is neither. */
export function nameSource(given: string): PluginSource {
  const plain = given.replace(/^file:(?:\/\/)?/, '');
  const stats = statSync(plain, { throwIfNoEntry: false });
  if (stats) refuseLaid(given);
  if (stats?.isDirectory()) return { kind: 'directory', path: path.resolve(plain) };
  if (stats) return { kind: 'file', path: path.resolve(plain) };
  const isPath = plain !== given || /^[./\\~]|\.(?:tgz|tar\.gz)$|\\/.test(given);
  if (isPath) throw refuse(`${plain}: no such file or directory`, 'check the path');
  if (!PACKAGE.test(given))
    throw refuse(
      `expected a package, a directory or a packed plugin (.tgz), got ${JSON.stringify(given)}`,
      'download or clone it, then install the directory',
    );
  // A bare word is nearly always the short name of a plugin, and in a registry anyone may own it.
  if (!given.startsWith('@') && !given.includes('plugin'))
    throw refuse(
      `expected the whole name of a package, got ${JSON.stringify(given)}`,
      `for example @oads/plugin-${given}, or a path: ./${given}`,
    );
  return { kind: 'registry', spec: given };
}

function refuse(message: string, hint: string): UsageError {
  return new UsageError('OADS_USAGE_PLUGIN', message, { hint });
}
