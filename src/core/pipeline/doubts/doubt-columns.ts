import type { Check } from '../../check/check.ts';
import type { Config } from '../../config/defaults.ts';
import type { CheckConfig } from '../../config/schema.ts';
import { PluginError } from '../../errors.ts';
import { inputsOf } from '../../profile/feature.ts';
import { findSimilar } from '../../schema/find-similar.ts';
import type { Registry } from '../registry.ts';
import type { Doubt } from './find-doubts.ts';

type Path = Doubt[0];

/**
 * Columns that the config names, the contract lacks, and whose name is like one of its own: misspelt, most likely. A contract
 * may be partial: what is like none of its names may well be in the source.
 */
export function* doubtColumns(config: Config, registry: Registry): Generator<Doubt> {
  const names = config.contract.map(({ name }) => name);
  const known = new Set(names);
  // `gate_1` and `gate_2` are two columns.
  const withoutDigits = (text: string) => text.replaceAll(/[0-9]/g, '');
  for (const [path, column] of listColumns(config, registry)) {
    if (known.has(column)) continue;
    const near = findSimilar(column, names);
    if (near === undefined || withoutDigits(near) === withoutDigits(column)) continue;
    yield [
      path,
      `the contract has no column ${JSON.stringify(column)} (did you mean ${JSON.stringify(near)}?): correct it, or list it there`,
    ];
  }
}

/** Those of the key, the segments and the season must be in it: see `readConfig`. */
function* listColumns(config: Config, registry: Registry): Generator<[Path, string]> {
  const { window, holdout, features, checks } = config;
  if (window) yield [['window', 'column'], window.column];
  if (holdout && 'column' in holdout) yield [['holdout', 'column'], holdout.column];
  for (const [index, check] of checks.entries()) yield* columnsOfCheck(check, index, registry);
  for (const [index, { column, plugin, options }] of features.entries()) {
    if (plugin === undefined) yield [['features', index, 'column'], column];
    else for (const input of inputsOf(registry.features.get(plugin), options)) yield [['features', index, 'plugin'], input];
  }
}

function* columnsOfCheck(given: CheckConfig, index: number, registry: Registry): Generator<[Path, string]> {
  const { check: name, id: _id, severity: _severity, description: _description, ...options } = given;
  // That a column is there is all that this check asks.
  if (name === 'column') return;
  for (const column of columnsOf(registry.checks.get(name), options)) {
    const at = Array.isArray(options.columns) ? options.columns.indexOf(column) : -1;
    yield [
      options.column === column ? ['checks', index, 'column'] : at >= 0 ? ['checks', index, 'columns', at] : ['checks', index],
      column,
    ];
  }
}

/** What a plugin cannot say becomes the status of its check. */
function columnsOf(check: Check | undefined, options: Record<string, unknown>): ReadonlySet<string> {
  try {
    return new Set(check?.columns(options) ?? []);
  } catch (error) {
    if (error instanceof PluginError) return new Set();
    throw error;
  }
}
