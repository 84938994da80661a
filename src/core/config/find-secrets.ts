import path from 'node:path';
import { isSecretKey, isSecretVariable } from '../schema/secret-names.ts';
import { type ChannelSecrets, findChannelSecrets } from './find-channel-secrets.ts';
import type { Reference } from './interpolate.ts';

/** A password that was not percent-encoded may hold anything: up to the first @, the last of the word, the last of all. */
const URL_PASSWORDS = ['.+?', '\\S+', '.+'].map((password) => new RegExp(`[a-z][a-z0-9+.-]{0,40}://[^\\s:/@]*:(${password})@`, 'gis'));

/** The secrets of a parsed config: values of keys that look secret, passwords in URLs, and what channels of `notify` hold. */
export function findSecrets(document: unknown): ChannelSecrets {
  const { secrets, wholes } = findChannelSecrets(document);
  const found: string[] = [...secrets];
  const visit = (value: unknown, key: string) => {
    if (typeof value === 'string') found.push(...(isSecretKey(key) ? [value] : findUrlPasswords(value)));
    else if (typeof value === 'number' || typeof value === 'bigint') {
      if (isSecretKey(key)) found.push(String(value));
    } else if (Array.isArray(value)) for (const item of value) visit(item, key);
    else if (typeof value === 'object' && value !== null) for (const [name, item] of Object.entries(value)) visit(item, name);
  };
  visit(document, '');
  return { secrets: found, wholes };
}

/** Shorter ones are part of many a text by chance. */
const SHORTEST = 4;

/** Whether a text holds a secret: from a variable that looks secret or stands for a secret elsewhere, or as it is. */
export function createTaint(
  references: readonly Reference[],
  secrets: readonly string[],
): (at: readonly (string | number)[], text: string) => boolean {
  const known = secrets.filter((secret) => secret.length >= SHORTEST);
  // Also where a default takes the place of the variable: it stands for the same.
  const isSecret = ({ name, path: at }: Reference) => isSecretVariable(name) || isSecretKey(String(at.at(-1)));
  const names = new Set(references.filter(isSecret).map(({ name }) => name));
  const places = new Set(references.filter(({ name }) => names.has(name)).map(({ path: at }) => JSON.stringify(at)));
  return (at, text) => text !== '' && (isOfChannel(at) || places.has(JSON.stringify(at)) || known.some((secret) => text.includes(secret)));
}

/** Addresses of webhooks and values of headers are shown nowhere, also where nothing in them is told from other texts. */
function isOfChannel([root, list, , key]: readonly (string | number)[]): boolean {
  return root === 'notify' && list === 'channels' && (key === 'url' || key === 'headers');
}

/** Keys of a channel that may hold a path; a header, for one, never does. */
const CHANNEL_PATHS = new Set<unknown>(['ca', 'command']);

/** Texts that hold a secret, as the paths that they may become: resolving can take apart what would be recognised. Secret as a whole: directories are shared. */
export function findSecretPaths(document: unknown, baseDir: string, isTainted: ReturnType<typeof createTaint>): string[] {
  const found: string[] = [];
  const visit = (value: unknown, at: readonly (string | number)[]) => {
    if (typeof value === 'string') {
      if (at[0] === 'notify' && !CHANNEL_PATHS.has(at[3])) return;
      // What is nothing but a secret is learnt as such.
      if (value.includes('://') || at.some((key) => isSecretKey(String(key))) || !isTainted(at, value)) return;
      const resolved = path.resolve(baseDir, value);
      // The directory of the config is no secret, nor what it lies in.
      if (!`${baseDir}/`.startsWith(`${resolved}/`) && resolved !== '/') found.push(resolved);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Array.isArray(value) ? value.entries() : Object.entries(value)) visit(item, [...at, key]);
    }
  };
  visit(document, []);
  return found;
}

export function findUrlPasswords(text: string): string[] {
  if (!text.includes('://')) return [];
  return URL_PASSWORDS.flatMap((pattern) => [...text.matchAll(pattern)].map(([, password]) => password));
}
