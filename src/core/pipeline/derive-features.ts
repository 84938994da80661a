import { BugError, messageOf, PluginError } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import type { Column } from '../frame/types.ts';
import type { FeatureSpec } from '../profile/compute-feature.ts';
import { type Feature, inputsOf } from '../profile/feature.ts';

/** A column that a plugin's feature adds to every batch, under the feature's name. */
export interface DerivedColumn {
  readonly name: string;
  readonly feature: Feature;
}

/** The plugin features among the specs. Throws PluginError for one that no installed plugin contributes. */
export function listDerived(specs: readonly FeatureSpec[], features: ReadonlyMap<string, Feature>): DerivedColumn[] {
  return specs.flatMap(({ name, plugin }) => {
    if (plugin === undefined) return [];
    const feature = features.get(plugin);
    if (!feature) {
      throw new PluginError('OADS_PLUGIN_FEATURE', `feature "${name}": expected a plugin that contributes "${plugin}", got none`, {
        hint: `install the plugin "${plugin.split(':')[0]}" with \`oads plugins install\``,
      });
    }
    return [{ name, feature }];
  });
}

/** Adds the derived columns, so that profile, model and spool see columns alone. Rows whose inputs are missing are the plugin's to judge. */
export function deriveFeatures(batch: Batch, derived: readonly DerivedColumn[]): Batch {
  if (derived.length === 0 || derived.some(({ feature }) => inputsOf(feature).some((name) => !batch.has(name)))) return batch;
  const columns = new Map<string, Column>();
  for (const { name, feature } of derived) {
    let values: Float64Array;
    try {
      values = feature.compute(batch, {}, undefined);
    } catch (error) {
      throw new PluginError(
        'OADS_PLUGIN_FAILED',
        `feature "${name}" of plugin "${feature.name.split(':')[0]}" failed: ${messageOf(error)}`,
        { cause: error },
      );
    }
    if (!(values instanceof Float64Array) || values.length !== batch.rows) {
      throw new BugError(`feature "${name}": expected ${batch.rows} float64 values, got ${values?.length ?? typeof values}`);
    }
    columns.set(name, { type: 'number', values });
  }
  const own = batch.schema.filter(({ name }) => !columns.has(name));
  return batch.replaceColumns([...own, ...derived.map(({ name }) => ({ name, type: 'number' as const }))], columns);
}
