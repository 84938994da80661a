import { contractChecks } from '../check/contract-checks.ts';
import { startChecks } from '../check/run-checks.ts';
import type { Config } from '../config/defaults.ts';
import { ConfigError, UsageError } from '../errors.ts';
import type { Plan } from './plan.ts';
import type { Registry } from './registry.ts';

/** Starts every check once, before a row is read: options that contradict themselves are errors of the config, at their line. */
export function refuseBadChecks(config: Config, registry: Registry, asOf: Date, preparations: Plan['preparations']): void {
  const contract = config.contract.map(({ name, type }) => ({ name, type }));
  const context = {
    asOf,
    contract,
    key: config.key,
    maxQuarantineShare: config.quarantine.maxShare,
    preparedOf: preparations.ofCheck.bind(preparations),
  };
  const start = (checks: Config['checks']) => startChecks(checks, registry.checks, context);
  for (const [index, check] of config.checks.entries()) {
    try {
      start([check]);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      const path = `checks[${index}]`;
      throw new ConfigError(error.code, `${path}: ${error.message}`, {
        file: config.file,
        ...config.locate(['checks', index]),
        path,
        hint: error.hint,
        cause: error,
      });
    }
  }
  const contracted = new Set(contractChecks(config.contract).map(({ id }) => id));
  for (const [index, { id }] of config.checks.entries()) {
    if (id === undefined || !contracted.has(id)) continue;
    const path = `checks[${index}].id`;
    throw new ConfigError('OADS_CHECK_ID', `${path}: expected an id of its own, got "${id}", the contract's check of that column`, {
      file: config.file,
      ...config.locate(['checks', index, 'id']),
      path,
    });
  }
}
