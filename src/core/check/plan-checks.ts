import type { CheckConfig } from '../config/schema.ts';
import { PluginError, UsageError } from '../errors.ts';
import type { Check, Severity } from './check.ts';

/** One check of the config, ready to run. */
export interface PlannedCheck {
  readonly id: string;
  readonly check: Check;
  readonly severity: Severity;
  readonly options: Record<string, unknown>;
  /** The columns that must be there. */
  readonly required: readonly string[];
  /** Why a plugin could not say which those are. */
  readonly fault?: PluginError;
  /** The columns it is about; empty when its options name none. */
  readonly columns: readonly string[];
  readonly tolerance: number;
  readonly description: string | null;
}

/** Looks the checks up and names them. Throws UsageError for an unknown check or a severity that does not fit. */
export function planChecks(configs: readonly CheckConfig[], registry: ReadonlyMap<string, Check>): PlannedCheck[] {
  const taken = takeGivenIds(configs);
  return configs.map((config) => {
    const { check: name, id, severity = 'fail', description = null, ...options } = config;
    const check = registry.get(name);
    if (!check) {
      throw new UsageError('OADS_CHECK_UNKNOWN', `expected one of the checks ${[...registry.keys()].join(', ')}, got "${name}"`, {
        hint: 'correct its name, or install the plugin that provides it',
      });
    }
    const tolerance = typeof options.tolerance === 'number' ? options.tolerance : 0;
    if (severity === 'quarantine') refuseQuarantine(name, check, options);
    const { required, fault } = requiredColumns(check, options);
    const columns = required.length > 0 ? required : namedColumns(options);
    return { id: id ?? pickId(name, columns, taken), check, severity, options, required, fault, columns, tolerance, description };
  });
}

function requiredColumns(check: Check, options: Record<string, unknown>): Pick<PlannedCheck, 'required' | 'fault'> {
  try {
    return { required: check.columns(options) };
  } catch (error) {
    if (!(error instanceof PluginError)) throw error;
    return { required: [], fault: error };
  }
}

function takeGivenIds(configs: readonly CheckConfig[]): Set<string> {
  const taken = new Set<string>();
  for (const { id } of configs) {
    if (id === undefined) continue;
    if (taken.has(id)) throw new UsageError('OADS_CHECK_ID', `expected the ids of checks to differ, got "${id}" twice`);
    taken.add(id);
  }
  return taken;
}

function namedColumns({ column, columns }: Record<string, unknown>): string[] {
  return [column, columns].flat().filter((name) => typeof name === 'string');
}

function refuseQuarantine(name: string, check: Check, options: Record<string, unknown>): void {
  if (check.kind !== 'row') {
    throw new UsageError('OADS_CHECK_SEVERITY', `check "${name}": expected severity fail or warn, got quarantine`, {
      hint: 'only checks that judge each row by itself can set rows aside',
    });
  }
  if (options.tolerance !== undefined) {
    throw new UsageError(
      'OADS_CHECK_SEVERITY',
      `check "${name}": expected no tolerance with severity quarantine, got ${String(options.tolerance)}`,
      {
        hint: 'quarantine.max_share says how many rows may be set aside by all checks together',
      },
    );
  }
}

/** `<check>-<columns>`, made to look like an id from the config, with -2, -3 from the second on. */
function pickId(name: string, columns: readonly string[], taken: Set<string>): string {
  const base = [name, ...columns]
    .join('-')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '');
  let id = base;
  for (let next = 2; taken.has(id); next++) id = `${base}-${next}`;
  taken.add(id);
  return id;
}
