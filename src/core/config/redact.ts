import path from 'node:path';
import { isSecretKey, isSecretVariable } from '../schema/secret-names.ts';
import { findUrlPasswords } from './find-secrets.ts';

/** Hides secrets in any text. */
export interface Redactor {
  (text: string): string;
  /** Hides these from now on, too; of `wholes` not what is left of one that was cut off: it may be the beginning of other texts. */
  learn(secrets: Iterable<string>, wholes?: Iterable<string>): void;
}

/**
 * Up to the last @ of the word: a password that was not percent-encoded may hold one. Here and below, what comes before is
 * looked at only where the sign that ends it stands, and for a bounded length: a message may hold a cell of megabytes.
 */
const URL_PASSWORD = /(?<=[a-z][a-z0-9+.-]{0,40}:\/\/[^\s:/@]{0,500}):\S{1,2000}@/gi;
/** `?access_token=…`, but for the punctuation behind it. */
const ASSIGNMENT = /(?<=([\w.-]{1,100}))=[^&\s"'`)\]}]*[^&\s"'`)\]}.,;:]/g;
const MASK = '*****';
/** A shorter one would fill every text with stars. */
const SHORTEST = 4;
/** One line of a secret of several, or what is left of a secret that was cut off, is hidden from this length on. */
const SHORTEST_PART = 12;

/**
 * Hides the values of variables that look secret, the passwords of all URLs in variables, what it learns, and whatever
 * looks like a password in a URL; each as it is, percent-decoded and -encoded, in JSON, on one line, and cut off.
 */
export function createRedactor(env: Readonly<Record<string, string | undefined>>): Redactor {
  const known = new Set<string>();
  const partial = new Set<string>();
  let forms: readonly string[] = [];
  let cutForms: readonly string[] = [];

  const learn = (secrets: Iterable<string>, wholes: Iterable<string> = []) => {
    for (const secret of secrets) for (const form of formsOf(secret)) known.add(form) && partial.add(form);
    for (const whole of wholes) for (const form of formsOf(whole)) known.add(form);
    forms = byLength(known);
    cutForms = byLength(partial).filter(({ length }) => length > SHORTEST_PART);
  };
  for (const [name, value = ''] of Object.entries(env)) learn(isSecretVariable(name) ? [value] : findUrlPasswords(value));

  const redact = (text: string) => {
    let redacted = text
      .replaceAll(URL_PASSWORD, `:${MASK}@`)
      .replaceAll(ASSIGNMENT, (whole, name: string) => (isSecretKey(name) ? `=${MASK}` : whole));
    for (const form of forms) redacted = redacted.replaceAll(form, MASK);
    for (const form of cutForms) redacted = hideCutOff(redacted, form);
    return redacted;
  };
  return Object.assign(redact, { learn });
}

/** The longest first. */
function byLength(texts: Iterable<string>): string[] {
  return [...texts].sort((a, b) => b.length - a.length);
}

/** Messages cut long values: the beginning of a secret is no less of a secret. */
function hideCutOff(text: string, secret: string): string {
  // Scheme and host are no secret: other addresses begin like it.
  const [shared] = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*\/?/i.exec(secret) ?? [''];
  if (secret.length - shared.length < SHORTEST_PART) return text;
  const start = secret.slice(0, shared.length + SHORTEST_PART);
  let hidden = text;
  for (let at = hidden.indexOf(start); at >= 0; at = hidden.indexOf(start, at + MASK.length)) {
    let end = at + start.length;
    while (end < hidden.length && hidden[end] === secret[end - at]) end++;
    hidden = hidden.slice(0, at) + MASK + hidden.slice(end);
  }
  return hidden;
}

function formsOf(secret: string): string[] {
  const lines = secret.split(/\r?\n/).map((line) => line.trim());
  const parts = lines.length > 1 ? lines.filter((line) => line.length >= SHORTEST_PART) : [];
  const whole = [secret, secret.trim(), lines.join(' ').trim(), percentDecoded(secret), ...asPath(secret)];
  const encoded = whole.flatMap((form) => [encodeURIComponent(form.toWellFormed()), JSON.stringify(form).slice(1, -1)]);
  return [...whole, ...encoded, ...parts].filter((form) => form.length >= SHORTEST);
}

/** What is left of it once it was part of a path that was resolved: `../a//b/` → `a/b`. */
function asPath(secret: string): string[] {
  return secret.includes('/')
    ? [
        path.posix
          .normalize(secret)
          .replace(/^(?:\.\.?\/)+/, '')
          .replace(/\/$/, ''),
      ]
    : [];
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
