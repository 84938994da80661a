import { createHash } from 'node:crypto';
import path from 'node:path';
import type { TSchema } from 'typebox';
import { ConfigError } from '../errors.ts';
import { findViolations, type Violation } from '../schema/validate.ts';
import { namedPlugins, withContributions } from './contributions.ts';
import { applyDefaults, type Config } from './defaults.ts';
import { interpolate } from './interpolate.ts';
import { type Path, readYaml, type YamlDocument } from './parse-yaml.ts';
import { type CheckConfig, ConfigSchema, type RawConfig } from './schema.ts';

/** The options that loaders and checks accept, by name; built-in and from plugins. */
export interface OptionSchemas {
  readonly loaders: ReadonlyMap<string, TSchema>;
  readonly checks: ReadonlyMap<string, TSchema>;
}

/**
 * Reads, interpolates and validates a config. Paths in it are relative to its own directory.
 * Throws ConfigError: `file:line:col path: expected …, got …`.
 */
export function loadConfig(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
  options: OptionSchemas,
  brokenPlugins: ReadonlyMap<string, Error> = new Map(),
): Config {
  const document = readYaml(file);
  const { value, substituted } = interpolate(document.value, env, ({ path: at, message, hint }) => {
    throw new ConfigError('OADS_CONFIG_VARIABLE', `${formatPath(at)}: ${message}`, {
      file,
      ...document.locate(at),
      path: formatPath(at),
      hint,
    });
  });
  for (const plugin of namedPlugins(value)) {
    const broken = brokenPlugins.get(plugin);
    if (broken) throw broken;
  }
  const schema = withContributions(ConfigSchema, options, value);
  const config = settleSubstituted(schema, value, substituted, document);
  const violations = findViolations(schema, config);
  if (violations.length > 0) throw toConfigError(document, violations);
  const raw = config as RawConfig & { checks?: CheckConfig[] };
  refuseContradictions(document, raw);
  return applyDefaults(raw, {
    file: path.resolve(file),
    digest: createHash('sha256')
      .update(canonicalJson(decisiveParts(raw)))
      .digest('hex'),
  });
}

/** Text from a variable becomes a number or boolean only where the schema wants one and the scalar stood without quotes. */
function settleSubstituted(schema: TSchema, value: unknown, substituted: readonly Path[], document: YamlDocument): unknown {
  if (substituted.length === 0) return value;
  const wrongTypes = findViolations(schema, value).filter((violation) => violation.kind === 'type');
  const settled = structuredClone(value);
  for (const { path: at, expected } of wrongTypes) {
    if (!substituted.some((candidate) => samePath(candidate, at)) || !document.isPlain(at)) continue;
    const parent = at.slice(0, -1).reduce<unknown>((node, key) => (node as Record<string | number, unknown>)[key], settled) as Record<
      string | number,
      unknown
    >;
    const key = at.at(-1) as string | number;
    const text = String(parent[key]).trim();
    if (/^(number|integer)/.test(expected) && text !== '' && Number.isFinite(Number(text))) parent[key] = Number(text);
    else if (expected.startsWith('boolean') && /^(true|false)$/.test(text)) parent[key] = text === 'true';
  }
  return settled;
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
    if (feature.kind === 'categorical' && feature.model === true) {
      refuse(
        ['features', index, 'model'],
        'expected a numeric feature as input of the model, got a categorical one',
        'leave `model` out: categorical features are watched for drift',
      );
    }
  }
  const columns = config.contract?.columns;
  if (columns) {
    for (const [index, name] of (config.key ?? []).entries()) {
      if (!(name in columns)) refuse(['key', index], `expected a column of the contract, got "${name}"`);
    }
  }
}

function toConfigError(document: YamlDocument, violations: readonly Violation[]): ConfigError {
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

/** `checks[2].min` */
export function formatPath(at: Path): string {
  return at.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`)).join('');
}

function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}

/**
 * What decides a result. Left out: the connection (it may hold a password and differs by machine), the model's path (the
 * bundle's own digest stands for it), and what only says where to write or how many threads to use.
 */
function decisiveParts(config: RawConfig): unknown {
  const {
    artifacts: _artifacts,
    dashboard: _dashboard,
    retention: _retention,
    description: _description,
    score,
    model,
    source,
    ...rest
  } = config;
  const { workers: _workers, ...scoring } = score ?? {};
  const { path: _path, ...rule } = model ?? {};
  const { connection: _connection, ...options } = (source.options ?? {}) as Record<string, unknown>;
  return { ...rest, score: scoring, model: rule, source: { ...source, options } };
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
