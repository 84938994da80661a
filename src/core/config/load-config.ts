import { createHash } from 'node:crypto';
import path from 'node:path';
import type { TSchema } from 'typebox';
import { ConfigError } from '../errors.ts';
import { isSecretKey } from '../schema/secret-names.ts';
import { findViolations, type Violation } from '../schema/validate.ts';
import { findAbsentPlugin, namedPlugins, type OptionSchemas, pluginOf, withContributions } from './contributions.ts';
import { applyDefaults, type Config } from './defaults.ts';
import { parseDurationMs } from './durations.ts';
import { createTaint, findSecretPaths, findSecrets } from './find-secrets.ts';
import { type BadReference, type Interpolated, interpolate, type Reference } from './interpolate.ts';
import { type Path, readYaml, type YamlDocument } from './parse-yaml.ts';
import { refuseBadColumns } from './refuse-bad-columns.ts';
import { refuseBadGroups } from './refuse-bad-groups.ts';
import { refuseBadHoldout } from './refuse-bad-holdout.ts';
import { refuseBadNotify } from './refuse-bad-notify.ts';
import { type CheckConfig, ConfigSchema, type RawConfig } from './schema.ts';

/** Instants are years 1 to 9999: an as-of time less its window must stay one. */
const MAX_DURATION_MS = 1000 * 365.2425 * 86_400_000;

const INSTALL_IT =
  'install it from its directory or packed file, `oads plugins install PATH`, or correct the name; `oads plugins` lists those there are';

/** A config with what it was made from. */
export interface ReadConfig {
  readonly config: Config;
  /** As written, with variables replaced. */
  readonly raw: RawConfig;
  /** Exact for this document. */
  readonly schema: TSchema;
  readonly references: readonly Reference[];
  /** Whether the text at a place holds a secret, in part or whole. */
  readonly isTainted: (at: Path, text: string) => boolean;
}

export function loadConfig(...args: Parameters<typeof readConfig>): Config {
  return readConfig(...args).config;
}

/**
 * Reads, interpolates and validates a config. Paths in it are relative to its own directory.
 * Throws ConfigError: `file:line:col path: expected …, got …`.
 */
export function readConfig(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
  options: OptionSchemas,
  brokenPlugins: ReadonlyMap<string, Error> = new Map(),
  /** Is told the secrets that the config holds, before any message can show them. */
  learnSecrets: (secrets: readonly string[], wholes: readonly string[]) => void = () => {},
  /** Of a command that sends nothing: where variables of `notify` are not set, it is left out. */
  { sparesNotify = false }: { readonly sparesNotify?: boolean } = {},
): ReadConfig {
  const document = readYaml(file);
  const refuseReference = ({ path: at, message, hint }: BadReference): never => {
    throw new ConfigError('OADS_CONFIG_VARIABLE', `${formatPath(at)}: ${message}`, {
      file,
      ...document.locate(at),
      path: formatPath(at),
      hint,
    });
  };
  const mayLack = (at: Path) => sparesNotify && at[0] === 'notify';
  const interpolated = interpolate(document.value, env, refuseReference, mayLack);
  const { secrets, wholes } = findSecrets(interpolated.value);
  const isTainted = createTaint(interpolated.references, [...secrets, ...wholes]);
  learnSecrets(secrets, [...wholes, ...findSecretPaths(interpolated.value, path.dirname(path.resolve(file)), isTainted)]);
  const { value, substituted, references } = interpolated.isLacking ? withoutNotify(interpolated) : interpolated;
  for (const plugin of namedPlugins(value)) {
    const broken = brokenPlugins.get(plugin);
    if (broken) throw broken;
  }
  const absent = findAbsentPlugin(value, options);
  if (absent) {
    const { path: at, id } = absent;
    throw new ConfigError('OADS_CONFIG_INVALID', `${formatPath(at)}: no plugin "${pluginOf(id)}" is installed, got ${JSON.stringify(id)}`, {
      file,
      ...document.locate(at),
      path: formatPath(at),
      hint: INSTALL_IT,
    });
  }
  const schema = withContributions(ConfigSchema, options, value);
  const settled = settleSubstituted(schema, value, substituted, document);
  const violations = findViolations(schema, settled, { isForOnce: true });
  if (violations.length > 0) throw toConfigError(document, violations);
  const raw = settled as RawConfig & { checks?: CheckConfig[] };
  refuseContradictions(document, raw);
  const digest = createHash('sha256')
    .update(canonicalJson(decisiveParts(raw)))
    .digest('hex');
  return { config: applyDefaults(raw, { file, locate: document.locate, digest }), raw, schema, references, isTainted };
}

function withoutNotify({ value, substituted, references }: Interpolated): Pick<Interpolated, 'value' | 'substituted' | 'references'> {
  const { notify: _notify, ...rest } = value as Record<string, unknown>;
  const isElsewhere = ([root]: Path) => root !== 'notify';
  return {
    value: rest,
    substituted: substituted.filter(isElsewhere),
    references: references.filter(({ path: at }) => isElsewhere(at)),
  };
}

/**
 * Text from a variable counts as if it had been written there: without quotes it is a number or boolean where it reads
 * like one, unless the schema wants text at that place.
 */
function settleSubstituted(schema: TSchema, value: unknown, substituted: readonly Path[], document: YamlDocument): unknown {
  const settled = structuredClone(value);
  const places = substituted
    .filter((at) => document.isPlain(at))
    .map((at) => ({ at, text: valueAt(value, at), scalar: readScalar(String(valueAt(value, at))) }))
    .filter(({ scalar }) => scalar !== undefined);
  if (places.length === 0) return value;
  const wrongAsText = placesOf(findViolations(schema, value, { isForOnce: true }));
  for (const { at, scalar } of places) setAt(settled, at, scalar);
  const wrongAsScalar = placesOf(findViolations(schema, settled, { isForOnce: true }));
  for (const { at, text } of places) {
    const place = formatPath(at);
    if (wrongAsScalar.has(place) && !wrongAsText.has(place)) setAt(settled, at, text);
  }
  return settled;
}

/** What a plain scalar stands for in YAML 1.2's core schema, if not text. */
function readScalar(text: string): number | boolean | undefined {
  if (/^(true|false)$/.test(text)) return text === 'true';
  return /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)(e[-+]?[0-9]+)?$/i.test(text) ? Number(text) : undefined;
}

function placesOf(violations: readonly Violation[]): Set<string> {
  return new Set(violations.map(({ path: at }) => formatPath(at)));
}

function valueAt(root: unknown, at: Path): unknown {
  return at.reduce<unknown>((node, key) => (node as Record<string | number, unknown>)[key], root);
}

function setAt(root: unknown, at: Path, value: unknown): void {
  (valueAt(root, at.slice(0, -1)) as Record<string | number, unknown>)[at.at(-1) as string | number] = value;
}

/** What a JSON Schema cannot say. */
function refuseContradictions(document: YamlDocument, config: RawConfig & { checks?: CheckConfig[] }): void {
  const refuse = (at: Path, message: string, hint?: string): never => {
    throw new ConfigError('OADS_CONFIG_INVALID', `${formatPath(at)}: ${message}`, {
      file: document.file,
      ...document.locate(at),
      path: formatPath(at),
      hint,
    });
  };
  for (const [name, levels] of Object.entries(config.drift ?? {})) {
    if (typeof levels === 'object' && levels.moderate >= levels.severe) {
      refuse(['drift', name], `expected moderate < severe, got ${levels.moderate} and ${levels.severe}`);
    }
  }
  if (config.gate?.age === 'waived' && config.checks?.some(({ check }) => check === 'freshness')) {
    refuse(['gate', 'age'], 'expected data without an age, got a freshness check beside `age: waived`', 'leave one of them out');
  }
  const persistence = config.gate?.persistence;
  if (persistence && persistence.runs > persistence.of) {
    refuse(['gate', 'persistence'], `expected runs <= of, got ${persistence.runs} and ${persistence.of}`);
  }
  if (persistence && config.gate?.drift !== 'block') {
    refuse(['gate', 'persistence'], 'expected it beside `drift: block`, got a gate that never blocks on drift', 'set gate.drift to block');
  }
  if (config.retention && config.retention.runs === undefined && config.retention.days === undefined) {
    refuse(['retention'], 'expected runs, days or both, got neither', 'leave `retention` out to keep all runs');
  }
  const durations: [Path, unknown][] = [
    [['window', 'length'], config.window?.length],
    [['fallback', 'max_age'], config.fallback?.max_age],
    [['reference', 'max_age'], config.reference?.max_age],
    [['dashboard', 'stale_after'], config.dashboard?.stale_after],
    ...(config.checks ?? []).flatMap((check, index) =>
      check.check === 'freshness'
        ? ['max_age', 'future_tolerance'].map((key): [Path, unknown] => [['checks', index, key], (check as Record<string, unknown>)[key]])
        : [],
    ),
  ];
  for (const [at, text] of durations) {
    if (typeof text === 'string' && parseDurationMs(text) > MAX_DURATION_MS) {
      refuse(at, `expected a duration of at most 1000 years, got ${JSON.stringify(text)}`);
    }
  }
  const ids = new Map<string, number>();
  for (const [index, check] of (config.checks ?? []).entries()) {
    if (check.id === undefined) continue;
    const first = ids.get(check.id);
    if (first !== undefined)
      refuse(['checks', index, 'id'], `expected ids to differ, got "${check.id}" for checks ${first + 1} and ${index + 1}`);
    ids.set(check.id, index);
  }
  const features = new Set<string>();
  for (const [index, feature] of (config.features ?? []).entries()) {
    if (features.has(feature.name)) refuse(['features', index, 'name'], `expected names to differ, got "${feature.name}" twice`);
    features.add(feature.name);
  }
  refuseBadColumns(config.columns, refuse);
  refuseBadGroups(config, refuse);
  refuseBadHoldout(config, refuse);
  refuseBadNotify(config.notify, refuse);
  const columns = config.contract?.columns;
  if (columns) {
    for (const [index, name] of (config.key ?? []).entries()) {
      if (!Object.hasOwn(columns, name)) refuse(['key', index], `expected a column of the contract, got "${name}"`);
    }
  }
}

function toConfigError(document: YamlDocument, found: readonly Violation[]): ConfigError {
  const violations = inReadingOrder(document, found);
  const [first, ...rest] = violations;
  const where = formatPath(first.path);
  const more = rest.length > 0 ? ` (and ${rest.length} more)` : '';
  return new ConfigError('OADS_CONFIG_INVALID', `${where ? `${where}: ` : ''}expected ${first.expected}, got ${first.got}${more}`, {
    file: document.file,
    ...document.locate(first.path),
    path: where,
    details: {
      violations: violations.map((violation) => ({ ...violation, path: formatPath(violation.path), ...document.locate(violation.path) })),
    },
  });
}

/** As people meet them in the file; a missing key last, since it is often the misspelt one. */
function inReadingOrder(document: YamlDocument, violations: readonly Violation[]): Violation[] {
  const orderOf = ({ path: at, kind }: Violation) => ({ isMissing: kind === 'missing-key' ? 1 : 0, ...document.locate(at) });
  return violations
    .map((violation) => ({ violation, ...orderOf(violation) }))
    .sort((a, b) => a.isMissing - b.isMissing || a.line - b.line || a.column - b.column)
    .map(({ violation }) => violation);
}

/** `checks[2].min` */
export function formatPath(at: Path): string {
  return at.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`)).join('');
}

/**
 * What decides a result. Left out: the connection (it may hold a password and differs by machine), secrets among the
 * loader's options and the mask's key (what they lead to shows in the rows' digest), the model's path (the bundle's own
 * digest stands for it), and what only says where to write, how long to keep it, whom to tell, or how many threads to use.
 */
function decisiveParts(config: RawConfig): unknown {
  const {
    artifacts: _artifacts,
    dashboard: _dashboard,
    description: _description,
    notify: _notify,
    retention: _retention,
    columns,
    score,
    model,
    source,
    ...rest
  } = config;
  const { workers: _workers, ...scoring } = score ?? {};
  const { path: _path, ...rule } = model ?? {};
  const { connection: _connection, ...options } = (source.options ?? {}) as Record<string, unknown>;
  const { mask_key: _key, ...chosen } = columns ?? {};
  return { ...rest, columns: columns && chosen, score: scoring, model: rule, source: { ...source, options: withoutSecrets(options) } };
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !isSecretKey(key))
      .map(([key, item]) => [key, withoutSecrets(item)]),
  );
}

/** JSON with sorted keys: the same config in another order has the same digest. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
