import { findMentionedColumns } from '../check/find-mentioned-columns.ts';
import { type ColumnPolicy, isDropped } from '../config/column-policy.ts';
import type { Config, FeatureSpec } from '../config/defaults.ts';
import { ConfigError } from '../errors.ts';
import { inputsOf } from '../profile/feature.ts';
import type { Registry } from './registry.ts';

/** Something that needs a column. */
interface Use {
  readonly column: string;
  /** `the key`, `check "modes" (allowed)`. */
  readonly by: string;
  /** Tokens in the place of the values would not do. */
  readonly readsValue: boolean;
}

/** A column that is dropped must not be needed, the values of one that is masked must not be read: ConfigError at its place. */
export function refuseHiddenColumns(config: Config, registry: Registry, features: readonly FeatureSpec[]): void {
  const policy = config.columns;
  if (!policy) return;
  const refuse = (at: readonly (string | number)[], message: string, hint: string): never => {
    const path = at.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`)).join('');
    throw new ConfigError('OADS_CONFIG_COLUMNS', `${path}: ${message}`, { file: config.file, ...config.locate(at), path, hint });
  };
  for (const { column, by, readsValue } of listUses(config, policy, registry, features)) {
    if (isDropped(policy, column)) {
      const at = policy.drop.indexOf(column);
      if (at < 0) refuse(['columns', 'keep'], `expected "${column}" among the columns, since ${by} needs it`, `add "${column}" to it`);
      refuse(
        ['columns', 'drop', at],
        `expected a column that nothing needs, got "${column}", which ${by} needs`,
        'leave it in, or mask it',
      );
    }
    const at = policy.mask.indexOf(column);
    if (readsValue && at >= 0) {
      refuse(
        ['columns', 'mask', at],
        `expected a column whose values nothing reads, got "${column}", whose values ${by} reads`,
        'a masked column can stand in the key, the contract, the segments, unique_key and null_share; for anything else its values are needed',
      );
    }
  }
}

function listUses(config: Config, policy: ColumnPolicy, registry: Registry, features: readonly FeatureSpec[]): Use[] {
  const reads = (column: string, by: string): Use => ({ column, by, readsValue: true });
  const passesOn = (column: string, by: string): Use => ({ column, by, readsValue: false });
  const columnsOf = ({ column, plugin, options }: FeatureSpec) =>
    plugin === undefined ? [column] : inputsOf(registry.features.get(plugin), options);
  return [
    ...config.contract.map(({ name }) => passesOn(name, 'the contract')),
    ...config.key.map((column) => passesOn(column, 'the key')),
    ...(config.window ? [reads(config.window.column, 'the window')] : []),
    ...(config.holdout && 'column' in config.holdout ? [reads(config.holdout.column, 'the hold-out')] : []),
    ...config.segments.flat().map((column) => passesOn(column, 'the segments')),
    ...(config.season?.column === undefined ? [] : [reads(config.season.column, 'the season')]),
    ...(config.season?.columns ?? []).map((column) => passesOn(column, 'the season')),
    ...config.checks.flatMap((check) => usesOfCheck(check, policy, registry)),
    ...features.flatMap((feature) => columnsOf(feature).map((column) => reads(column, `feature "${feature.name}"`))),
  ];
}

function usesOfCheck({ check: name, id, ...given }: Config['checks'][number], policy: ColumnPolicy, registry: Registry): Use[] {
  const check = registry.checks.get(name);
  if (!check) return [];
  const { severity: _severity, description: _description, ...options } = given;
  const named = [check.columns(options), options.column, options.columns].flat().filter((column) => typeof column === 'string');
  // An expression has no list of its columns: every hidden name that stands in it as a word counts.
  const hidden = [...policy.drop, ...policy.mask].map((column) => ({ name: column, type: 'text' as const }));
  const columns = named.length > 0 ? named : findMentionedColumns(hidden, options);
  const readsValue = check.readsValues?.(options) ?? true;
  return columns.map((column) => ({ column, by: `check "${id ?? name}" (${name})`, readsValue }));
}
