import { isSecretKey, isSecretVariable } from '../schema/secret-names.ts';
import type { Path } from './parse-yaml.ts';

export interface Interpolated {
  readonly value: unknown;
  /** Paths whose text came, in part or whole, from a variable. */
  readonly substituted: readonly Path[];
  /** Every variable that a value names, set or not. */
  readonly references: readonly Reference[];
  /** Whether a variable is not set where it may lack: its reference stands there as it was written. */
  readonly isLacking: boolean;
}

export interface Reference {
  readonly path: Path;
  readonly name: string;
  /** Otherwise the default stands there. */
  readonly isUsed: boolean;
}

export interface BadReference {
  readonly path: Path;
  readonly message: string;
  readonly hint: string;
}

const REFERENCE = /\$\$|\$\{([^}]*)\}?/g;
const BODY = /^(?:env:)?([A-Za-z_][A-Za-z0-9_]*)(?::-((?:(?!\$\{)[^])*))?$/;

/**
 * Replaces `${VAR}`, `${env:VAR}` and `${VAR:-default}` in every text value of a parsed document; `$$` stands for `$`.
 * The grammar is that of the OpenTelemetry configuration data model. Works on values after parsing, so that a
 * variable cannot inject structure. Keys are left alone. An empty variable counts as unset where a default is given.
 * Whatever else begins with `${` is refused, also a reference within a default.
 */
export function interpolate(
  document: unknown,
  env: Readonly<Record<string, string | undefined>>,
  onBadReference: (bad: BadReference) => never,
  mayLack: (path: Path) => boolean = () => false,
): Interpolated {
  let isLacking = false;
  const substituted: Path[] = [];
  const references: Reference[] = [];

  const visit = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') {
      if (!value.includes('$')) return value;
      return value.replaceAll(REFERENCE, (reference, body: string | undefined) => {
        if (reference === '$$') return '$';
        const parts = reference.endsWith('}') ? BODY.exec(body ?? '') : null;
        if (!parts) {
          return onBadReference({
            path,
            message: `expected \${NAME} or \${NAME:-default}, got ${holdsSecret(path, value) ? 'another text that begins with ${' : JSON.stringify(reference)}`,
            hint: 'write $$ for a plain $; a default holds no other reference',
          });
        }
        const name = parts[1];
        const fallback: string | undefined = parts[2];
        const found = Object.hasOwn(env, name) ? env[name] : undefined;
        if (!substituted.includes(path)) substituted.push(path);
        const isUsed = found !== undefined && (found !== '' || fallback === undefined);
        references.push({ path, name, isUsed });
        if (isUsed) return found;
        if (fallback !== undefined) return fallback;
        if (mayLack(path)) {
          isLacking = true;
          return reference;
        }
        return onBadReference({
          path,
          message: `expected the environment variable ${name} to be set, got nothing`,
          hint: isSecretVariable(name) || holdsSecret(path, value) ? `set ${name}` : `set ${name}, or give a default: \${${name}:-value}`,
        });
      });
    }
    if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index]));
    if (value !== null && typeof value === 'object') {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item, [...path, key])]));
    }
    return value;
  };

  return { value: visit(document, []), substituted, references, isLacking };
}

/** Where somebody may have written a password that happens to look like a reference. */
function holdsSecret(path: Path, text: string): boolean {
  return isSecretKey(String(path.at(-1))) || text.includes('://');
}
