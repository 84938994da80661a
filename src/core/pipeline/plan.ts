import { lstat } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Config, FeatureSpec } from '../config/defaults.ts';
import { ConfigError, ModelError, type OadsError, PluginError, UsageError } from '../errors.ts';
import type { Schema } from '../frame/types.ts';
import { type Bundle, openBundle } from '../model/bundle.ts';
import { plainFeature } from '../model/fit.ts';
import { RESULT_COLUMNS } from '../score/results-writer.ts';
import { NOT_FITTED } from '../snapshot/not-fitted.ts';
import { type DerivedColumn, listDerived } from './derive-features.ts';
import { type Effects, silentEffects } from './effects.ts';
import { holdoutMicros, type Side } from './hold-out.ts';
import { Preparations } from './prepare-contributions.ts';
import { refuseBadChecks } from './refuse-bad-checks.ts';
import { refuseHiddenColumns } from './refuse-hidden-columns.ts';
import type { Registry } from './registry.ts';
import { configWindow, type RowWindow, requireWindow, type TimeSpan } from './row-window.ts';

/** A config with its bundle opened: all that the stages need to know before the first row. */
export interface Plan {
  readonly config: Config;
  readonly registry: Registry;
  readonly bundle: BundleState;
  /** The bundle's features, else those of the config. */
  readonly features: readonly FeatureSpec[];
  /** Columns that plugin features add. */
  readonly derived: readonly DerivedColumn[];
  /** What checks and features read before the first batch. */
  readonly preparations: Pick<Preparations, 'ofCheck' | 'tables'>;
  readonly contract: Schema;
  /** Which rows of the source are read where the config holds some out; those that are held out, unless it says otherwise. */
  readonly side?: Side;
  readonly asOf: Date;
  /** As it goes into artifacts and identity: `unused` where nothing in the result depends on it. */
  readonly asOfText: string;
  /** Undefined: all rows are read. */
  readonly window?: RowWindow;
}

/** A moment other than that of the flags, and other rows than the config's window at that moment. */
export interface PointInTime {
  readonly asOf: Date;
  readonly span?: TimeSpan;
  /** What named the span. Default: the command. */
  readonly by?: RowWindow['by'];
}

export type BundleState =
  | { readonly state: 'ok'; readonly bundle: Bundle }
  | { readonly state: 'invalid'; readonly error: OadsError }
  | { readonly state: 'absent' };

/** Opens the bundle; one that cannot be used is part of the plan, so that a run can say so in its artifacts. */
export async function makePlan(
  config: Config,
  registry: Registry,
  options: { asOf?: Date; now: Date; point?: PointInTime; effects?: Pick<Effects, 'signal' | 'warn'> },
): Promise<Plan> {
  const asOf = options.point?.asOf ?? options.asOf ?? options.now;
  refuseBadKey(config);
  refuseBadInstant(config);
  refuseUnknownFeatures(config, registry);
  const preparations = new Preparations(config, registry, options.effects ?? silentEffects);
  await preparations.prepareChecks();
  refuseBadChecks(config, registry, asOf, preparations);
  const bundle = await openBundleState(config);
  const features = bundle.state === 'ok' ? bundle.bundle.card.features : config.features;
  refuseHiddenColumns(config, registry, features);
  await preparations.prepareFeatures(features);
  return {
    config,
    registry,
    bundle,
    features,
    derived: listDerived(features, registry.features, (name) => preparations.ofFeature(name)),
    preparations,
    contract: config.contract.map(({ name, type }) => ({ name, type })),
    asOf,
    asOfText: options.asOf || options.point || dependsOnTime(config) ? asOf.toISOString() : 'unused',
    window: windowAt(config, asOf, options.point),
  };
}

/** The same plan at another moment, or over other rows. Throws UsageError where a span is named and the config has no time column. */
export function planAt(plan: Plan, point: PointInTime): Plan {
  const { asOf } = point;
  return { ...plan, asOf, asOfText: asOf.toISOString(), window: windowAt(plan.config, asOf, point) };
}

function windowAt(config: Config, asOf: Date, point: PointInTime | undefined): RowWindow | undefined {
  if (!point?.span) return configWindow(config, asOf);
  const { column } = requireWindow(config, 'a window that is named');
  return { column, from: point.span.from, to: point.span.to, by: point.by ?? 'command' };
}

/** The bundle, or the error that says why there is none. */
export function requireBundle(plan: Plan): Bundle {
  if (plan.bundle.state === 'ok') return plan.bundle.bundle;
  if (plan.bundle.state === 'invalid') throw plan.bundle.error;
  throw new UsageError('OADS_MODEL_ABSENT', `${plan.config.file}: expected model.path to name a model bundle, got nothing`, {
    hint: 'fit one with `oads fit -c CONFIG --reference FILE -o DIR`, and name it as model.path',
  });
}

/** The column that says when something happened, for windows, ages and periods. */
export function eventTimeColumn(config: Config): string | undefined {
  if (config.window) return config.window.column;
  const freshness = config.checks.find((check) => check.check === 'freshness');
  if (typeof freshness?.column === 'string') return freshness.column;
  return config.holdout && 'column' in config.holdout ? config.holdout.column : undefined;
}

async function openBundleState(config: Config): Promise<BundleState> {
  if (!config.model) return { state: 'absent' };
  try {
    const bundle = await openBundle(config.model.path).catch(async (error) => {
      throw await explainMissing(error, config, config.model?.path);
    });
    refuseOtherFeatures(config, bundle);
    return { state: 'ok', bundle };
  } catch (error) {
    if (error instanceof ModelError) return { state: 'invalid', error };
    throw error;
  }
}

/** Where nothing lies at all, the model was not fitted yet: that is no damage. */
async function explainMissing(error: unknown, { holdout }: Config, dir = ''): Promise<unknown> {
  if (!(error instanceof ModelError) || (await lstat(dir).catch(() => undefined)) !== undefined) return error;
  return new ModelError('OADS_MODEL_MISSING', `model bundle ${dir}: expected one, got nothing: ${NOT_FITTED}`, {
    hint: holdout
      ? 'fit it with `oads fit -c CONFIG`, or correct model.path'
      : 'fit it with `oads fit -c CONFIG --reference FILE`, or correct model.path',
    cause: error,
  });
}

export function refuseOtherFeatures(config: Config, bundle: Bundle): void {
  if (config.features.length === 0) return;
  // A model made elsewhere has inputs of its own choice, in an order of its own: the config only says what they are.
  const isForeign = bundle.card.training.detector === 'onnx';
  const plain = (features: readonly FeatureSpec[]) => features.map(plainFeature);
  const alike = (features: readonly FeatureSpec[]) =>
    plain(features)
      .map((feature) => ({ ...feature, model: false }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  const expected = isForeign ? alike(bundle.card.features) : plain(bundle.card.features);
  const got = isForeign ? alike(config.features) : plain(config.features);
  if (isDeepStrictEqual(expected, got)) return;
  const differs = got.find((feature, index) => !isDeepStrictEqual(feature, expected[index])) ?? expected[got.length];
  throw new ModelError(
    'OADS_MODEL_FEATURES',
    `model bundle ${bundle.dir} was fitted on other features than the config names: they differ at "${differs.name}"`,
    {
      hint: 'fit the bundle again, or leave `features` as they were',
    },
  );
}

function dependsOnTime(config: Config): boolean {
  return (
    config.window !== undefined ||
    config.fallback.maxAgeMs !== undefined ||
    config.reference.maxAgeMs !== undefined ||
    config.source.loader.includes(':') ||
    config.checks.some((check) => check.check === 'freshness' || check.check.includes(':'))
  );
}

/** Before the bundle is compared with them: a misspelt id is no other feature. */
function refuseUnknownFeatures({ features, file, locate }: Config, registry: Registry): void {
  for (const [index, { plugin }] of features.entries()) {
    if (plugin === undefined || registry.features.has(plugin)) continue;
    const { line, column } = locate(['features', index, 'plugin']);
    const known = [...registry.features.keys()].join(', ') || 'none at all';
    const [short] = plugin.split(':');
    const isThere = [...registry.features.keys(), ...registry.loaders.keys(), ...registry.checks.keys()].some((id) =>
      id.startsWith(`${short}:`),
    );
    const expected = isThere ? `expected a feature that a plugin contributes (${known})` : `no plugin "${short}" is installed`;
    throw new PluginError('OADS_PLUGIN_FEATURE', `${file}:${line}:${column} features[${index}].plugin: ${expected}, got "${plugin}"`, {
      hint: `install the plugin "${short}" with \`oads plugins install PATH\`, or correct the name`,
    });
  }
}

/** The schema lets a 30 February pass. */
function refuseBadInstant({ holdout, file, locate }: Config): void {
  if (!holdout || !('at' in holdout) || !Number.isNaN(holdoutMicros(holdout.at))) return;
  throw new ConfigError('OADS_CONFIG_INVALID', `holdout.at: expected an ISO 8601 time, got ${JSON.stringify(holdout.at)}`, {
    file,
    ...locate(['holdout', 'at']),
    path: 'holdout.at',
  });
}

/** The key's columns stand beside those of the results. */
function refuseBadKey(config: Config): void {
  for (const [index, name] of config.key.entries()) {
    const problem =
      config.key.indexOf(name) !== index
        ? 'named twice'
        : (RESULT_COLUMNS as readonly string[]).includes(name)
          ? 'a column of the results themselves'
          : undefined;
    if (problem === undefined) continue;
    const path = `key[${index}]`;
    throw new ConfigError('OADS_CONFIG_INVALID', `${path}: expected a column of its own, got "${name}", which is ${problem}`, {
      file: config.file,
      ...config.locate(['key', index]),
      path,
    });
  }
}
