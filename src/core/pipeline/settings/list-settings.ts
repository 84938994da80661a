import { isAbsolute } from 'node:path';
import { formatPath, type ReadConfig } from '../../config/load-config.ts';
import type { Path } from '../../config/parse-yaml.ts';
import { toDocument } from '../../config/to-document.ts';
import { DEFAULT_DRIFT_THRESHOLDS } from '../../drift/thresholds.ts';
import { isSecretKey, isSecretVariable } from '../../schema/secret-names.ts';

/** Where a value comes from. */
export type Origin =
  | { readonly kind: 'file'; readonly file: string; readonly line: number; readonly column: number }
  | { readonly kind: 'variable'; readonly names: readonly string[]; readonly file: string; readonly line: number; readonly column: number }
  | { readonly kind: 'flag'; readonly name: string }
  | { readonly kind: 'default' };

/** One key of the config that a run would use. */
export interface Setting {
  readonly path: Path;
  /** Undefined: there is none, which `note` may explain. Secrets are hidden. */
  readonly value?: unknown;
  readonly origin: Origin;
  /** What the value means, or what happens without one. */
  readonly note?: string;
}

interface Node {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly patternProperties?: Readonly<Record<string, Node>>;
  readonly items?: Node | readonly Node[];
  readonly default?: unknown;
  readonly description?: string;
}

const HIDDEN = '*****';

/**
 * Every key that the schema knows, in its order, with the value that counts. `flags` are values of the command line by key
 * of the config; `redact` hides secrets in texts.
 */
export function listSettings(
  { config, raw, schema, references, isTainted }: ReadConfig,
  { redact, flags = {} }: { redact: (text: string) => string; flags?: Readonly<Record<string, { name: string; value: unknown }>> },
): Setting[] {
  const settings: Setting[] = [];
  const effective = { ...toDocument(config), drift: { ...driftDefaults(), ...config.drift } };

  const add = (path: Path, given: unknown, counts: unknown, node: Node): void => {
    const flag = flags[formatPath(path)];
    if (flag) {
      settings.push({ path, value: hide(path, flag.value), origin: { kind: 'flag', name: flag.name } });
    } else if (given !== undefined) {
      const own = references.filter((reference) => path.every((key, index) => reference.path[index] === key));
      const used = own.filter(({ isUsed }) => isUsed).map(({ name }) => name);
      const unset = own.filter(({ isUsed }) => !isUsed).map(({ name }) => `${name} is not set`);
      const place = { file: config.file, ...config.locate(path) };
      settings.push({
        path,
        value: used.some(isSecretVariable) ? HIDDEN : hide(path, given),
        origin: used.length > 0 ? { kind: 'variable', names: used, ...place } : { kind: 'file', ...place },
        // A path is relative to the file.
        note:
          unset.join(', ') ||
          (typeof counts === 'string' && path.length <= 3 && isAbsolute(counts) && given !== counts
            ? `= ${typeof given === 'string' && holdsSecret(path, given) ? HIDDEN : redact(counts)}`
            : undefined),
      });
    } else {
      const value = counts ?? node.default;
      settings.push({
        path,
        ...(value === undefined ? {} : { value: hide(path, value) }),
        origin: { kind: 'default' },
        note: value === undefined ? (/\bdefault: (.*)$/.exec(node.description ?? '')?.[1] ?? 'none') : undefined,
      });
    }
  };

  const walk = (path: Path, given: unknown, counts: unknown, node: Node): void => {
    const shown = given ?? counts;
    if (isObject(given) && Object.keys(given).length === 0) add(path, given, counts, node);
    else if (isObject(shown) && (node.properties || node.patternProperties)) {
      const properties = node.properties ?? Object.fromEntries(Object.keys(shown).map((key) => [key, firstOf(node)]));
      for (const [key, inner] of Object.entries(properties)) {
        walk([...path, key], isObject(given) ? given[key] : undefined, isObject(counts) ? counts[key] : undefined, inner);
      }
    } else if (Array.isArray(shown) && shown.some(isObject)) {
      for (const [index, item] of shown.entries()) {
        const inner = Array.isArray(node.items) ? node.items[index] : (node.items as Node);
        walk([...path, index], Array.isArray(given) ? item : undefined, Array.isArray(counts) ? counts[index] : undefined, inner);
      }
    } else add(path, given, counts, node);
  };

  const hide = (path: Path, value: unknown): unknown => {
    if (isSecretKey(String(path.at(-1)))) return HIDDEN;
    // A secret that is too short to be looked for: the whole is hidden.
    if (typeof value === 'string') return isTainted(path, value) && redact(value) === value ? HIDDEN : redact(value);
    if (Array.isArray(value)) return value.map((item, index) => hide([...path, index], item));
    if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, hide([...path, key], item)]));
    return value;
  };

  const holdsSecret = (path: Path, text: string): boolean => isTainted(path, text) || redact(text) !== text;

  walk([], raw, effective, schema as Node);
  return settings;
}

/** The thresholds by the config's names for them. */
function driftDefaults(): Record<string, unknown> {
  const levels = ({ moderate, severe }: { moderate: number; severe: number }) => ({ moderate, severe });
  const { falseDiscoveryRate, minCount, psi, wassersteinSd, iqrLogRatio, nullShare, outsideShare, dependence } = DEFAULT_DRIFT_THRESHOLDS;
  return {
    fdr: falseDiscoveryRate,
    psi: levels(psi),
    wasserstein: levels(wassersteinSd),
    scale: levels(iqrLogRatio),
    null_share: levels(nullShare),
    outside_share: levels(outsideShare),
    dependence: levels(dependence),
    min_rows: minCount,
  };
}

function firstOf({ patternProperties = {} }: Node): Node {
  return Object.values(patternProperties)[0] ?? {};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
