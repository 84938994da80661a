import { BugError, ModelError, messageOf, PluginError } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import type { Column } from '../frame/types.ts';
import type { FeatureSpec } from '../profile/compute-feature.ts';
import { type Feature, inputsOf } from '../profile/feature.ts';
import { findViolations } from '../schema/validate.ts';

/** A column that a plugin's feature adds to every batch, under the feature's name. */
export interface DerivedColumn {
  readonly name: string;
  readonly feature: Feature;
  readonly options: Record<string, unknown>;
  /** What the feature's `prepare` gave. */
  readonly prepared?: unknown;
}

/** The values of window features of the rows of a batch, by the feature's name. */
export type WindowValues = ReadonlyMap<string, Float64Array>;

/**
 * The plugin features among the specs. Throws PluginError for one that no installed plugin contributes, ModelError for options
 * (of a bundle: those of a config were looked at before) that the plugin no longer knows.
 */
export function listDerived(
  specs: readonly FeatureSpec[],
  features: ReadonlyMap<string, Feature>,
  prepared: (name: string) => unknown = () => undefined,
): DerivedColumn[] {
  return specs.flatMap(({ name, plugin, options = {} }) => {
    if (plugin === undefined) return [];
    const feature = features.get(plugin);
    if (!feature) {
      throw new PluginError('OADS_PLUGIN_FEATURE', `feature "${name}": expected a plugin that contributes "${plugin}", got none`, {
        hint: `install the plugin "${plugin.split(':')[0]}" with \`oads plugins install\``,
      });
    }
    refuseUnknownOptions(name, feature, options);
    return [{ name, feature, options: { ...options }, prepared: prepared(name) }];
  });
}

/** For what only hands rows on: the stage that needs the values computes them. */
export function withoutWindows<P extends { readonly derived: readonly DerivedColumn[] }>(plan: P): P {
  return { ...plan, derived: plan.derived.filter(({ feature }) => feature.kind !== 'window') };
}

/** Columns that the derived ones are made from and that a source with these columns lacks: then none is made. */
export function lacksInputs(batch: Pick<Batch, 'has'>, derived: readonly DerivedColumn[]): boolean {
  return derived.some(({ feature, options }) => inputsOf(feature, options).some((name) => !batch.has(name)));
}

/** Adds the derived columns, so that profile, model and spool see columns alone. Rows whose inputs are missing are the plugin's to judge. */
export function deriveFeatures(batch: Batch, derived: readonly DerivedColumn[], windowValues?: WindowValues): Batch {
  if (derived.length === 0 || lacksInputs(batch, derived)) return batch;
  const columns = new Map<string, Column>();
  for (const column of derived) {
    const { name } = column;
    const values = column.feature.kind === 'window' ? windowValues?.get(name) : computeValues(column, batch);
    if (!values) throw new BugError(`feature "${name}": expected its values from the groups of all rows, got none`);
    columns.set(name, { type: 'number', values });
  }
  const own = batch.schema.filter(({ name }) => !columns.has(name));
  return batch.replaceColumns([...own, ...derived.map(({ name }) => ({ name, type: 'number' as const }))], columns);
}

/** One value a row. Throws PluginError where the plugin throws, or gives something else. */
export function computeValues({ name, feature, options, prepared }: DerivedColumn, rows: Batch): Float64Array {
  const what = `feature "${name}" of plugin "${feature.name.split(':')[0]}"`;
  let values: Float64Array;
  try {
    values = feature.compute(rows, options, prepared);
  } catch (error) {
    throw new PluginError('OADS_PLUGIN_FAILED', `${what} failed: ${messageOf(error)}`, { cause: error });
  }
  if (values instanceof Float64Array && values.length === rows.rows) return withoutInfinities(values);
  const got = values instanceof Float64Array ? `${values.length}` : typeof values;
  throw new PluginError('OADS_PLUGIN_FAILED', `${what} failed: expected a Float64Array of ${rows.rows} values, got ${got}`);
}

/** What is no finite number cannot be told: it is missing, like NaN. The array may be the batch's own. */
function withoutInfinities(values: Float64Array): Float64Array {
  const isInfinite = (value: number) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY;
  return values.some(isInfinite) ? values.map((value) => (isInfinite(value) ? Number.NaN : value)) : values;
}

function refuseUnknownOptions(name: string, { name: id, options: schema }: Feature, options: Readonly<Record<string, unknown>>): void {
  const [first] = schema
    ? findViolations(schema, options)
    : Object.keys(options).map((key) => ({ path: [key], expected: 'no options', got: 'one' }));
  if (!first) return;
  const at = first.path.length > 0 ? `options.${first.path.join('.')}` : 'options';
  throw new ModelError('OADS_MODEL_FEATURES', `feature "${name}" of "${id}": ${at}: expected ${first.expected}, got ${first.got}`, {
    hint: 'the bundle was fitted with another version of the plugin: fit it again, or install that version',
  });
}
