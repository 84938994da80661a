import { isSecretKey } from '../schema/secret-names.ts';

/** A password that was not percent-encoded may hold anything: up to the first @, the last of the word, the last of all. */
const URL_PASSWORDS = ['.+?', '\\S+', '.+'].map((password) => new RegExp(`[a-z][a-z0-9+.-]{0,40}://[^\\s:/@]*:(${password})@`, 'gis'));

/** The secrets of a parsed config: values of keys that look secret, and passwords in URLs. */
export function findSecrets(document: unknown): string[] {
  const found: string[] = [];
  const visit = (value: unknown, key: string) => {
    if (typeof value === 'string') found.push(...(isSecretKey(key) ? [value] : findUrlPasswords(value)));
    else if (typeof value === 'number' || typeof value === 'bigint') {
      if (isSecretKey(key)) found.push(String(value));
    } else if (Array.isArray(value)) for (const item of value) visit(item, key);
    else if (typeof value === 'object' && value !== null) for (const [name, item] of Object.entries(value)) visit(item, name);
  };
  visit(document, '');
  return found;
}

export function findUrlPasswords(text: string): string[] {
  if (!text.includes('://')) return [];
  return URL_PASSWORDS.flatMap((pattern) => [...text.matchAll(pattern)].map(([, password]) => password));
}
