import type { Batch } from '../../frame/batch.ts';
import type { Feature } from '../../profile/feature.ts';
import { askPlugin, atOnce, isTexts, requireAnswer, shortened } from './answers.ts';
import { guardGrouping } from './guard-grouping.ts';
import { overlay } from './overlay.ts';

/** A feature of a plugin whose answers can be trusted to be of the right kind; what it throws says whose it is. */
export function guardFeature(plugin: string, feature: Feature): Feature {
  const owner = `feature "${feature.name}" of plugin "${plugin}"`;
  const { inputs } = feature;
  const guarded: Partial<Record<keyof Feature | 'group', unknown>> = {
    compute: (rows: Batch, options: Record<string, unknown>, prepared: unknown) =>
      atOnce('compute', () => feature.compute(rows, options, prepared)),
  };
  if (typeof inputs === 'function') {
    guarded.inputs = (options: Record<string, unknown>) => {
      const columns = askPlugin(owner, 'inputs', () => inputs.call(feature, options));
      requireAnswer(isTexts(columns), owner, 'inputs to give a list of columns', columns);
      return columns;
    };
  }
  if (feature.kind === 'window') guarded.group = (options: Record<string, unknown>) => guardGrouping(owner, () => feature.group(options));
  if (feature.prepare) {
    guarded.prepare = async (...given: Parameters<NonNullable<Feature['prepare']>>) => {
      try {
        return await feature.prepare?.(...given);
      } catch (error) {
        throw shortened(error);
      }
    };
  }
  return overlay(feature, guarded);
}
