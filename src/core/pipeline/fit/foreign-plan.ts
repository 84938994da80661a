import type { Config, FeatureSpec } from '../../config/defaults.ts';
import { UsageError } from '../../errors.ts';
import { findSimilar } from '../../schema/find-similar.ts';
import type { Plan } from '../plan.ts';
import { refuseHiddenColumns } from '../refuse-hidden-columns.ts';

/** The plan for wrapping a model that was made elsewhere: its features, and no bundle that lay there before. */
export function planForeign(plan: Plan, names: readonly string[] | undefined): Plan {
  const features = chooseFeatures(plan.config, names);
  refuseHiddenColumns(plan.config, plan.registry, features); // names may be columns that no feature of the config has
  return {
    ...plan,
    bundle: { state: 'absent' },
    features,
    derived: plan.derived.filter(({ name }) => features.some((feature) => feature.name === name)),
  };
}

/**
 * The model's inputs in the order of its columns, then the other features of the config, watched only. Names are looked up
 * in the config; where it lists no features they are columns, read as numbers. Without names: the config's model features.
 */
function chooseFeatures({ features, file }: Config, names: readonly string[] | undefined): FeatureSpec[] {
  if (names === undefined) {
    if (features.some(({ model }) => model)) return refuseText([...features]);
    throw new UsageError('OADS_FIT_FEATURES', `expected --features or \`features\` of ${file} to say what the model reads, got nothing`, {
      hint: 'name the features in the order of the columns of the model’s input: --features a,b,c',
    });
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined || names.includes('')) {
    throw new UsageError('OADS_FIT_FEATURES', `--features: expected different names, got ${twice ? `${twice} twice` : 'an empty one'}`, {
      hint: 'name one feature for each column of the model’s input: --features a,b,c',
    });
  }
  if (features.length === 0) {
    return names.map((name) => ({ name, column: name, kind: 'numeric', transform: 'identity', model: true }));
  }
  const inputs = names.map((name): FeatureSpec => {
    const known = features.find((feature) => feature.name === name);
    if (known) return { ...known, model: true };
    const all = features.map((feature) => feature.name);
    const near = findSimilar(name, all);
    throw new UsageError('OADS_FIT_FEATURES', `--features: expected features of ${file} (${all.join(', ')}), got "${name}"`, {
      hint: near ? `did you mean "${near}"?` : 'list it under `features`, or name columns with a config that lists none',
    });
  });
  const watched = features.filter((feature) => !names.includes(feature.name));
  return refuseText([...inputs, ...watched.map((feature) => ({ ...feature, model: false }))]);
}

/** How the model's makers turned categories into numbers is theirs to know. */
function refuseText(features: FeatureSpec[]): FeatureSpec[] {
  const text = features.find(({ kind, model }) => model && kind === 'categorical');
  if (!text) return features;
  throw new UsageError('OADS_FIT_FEATURES', `expected numeric features for a model made elsewhere, got the categorical "${text.name}"`, {
    hint: 'give the columns that its makers encoded the categories into; a categorical feature can still be watched for drift',
  });
}
