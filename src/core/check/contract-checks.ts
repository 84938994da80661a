import type { ContractColumn } from '../config/defaults.ts';
import type { CheckConfig } from '../config/schema.ts';

/** The contract as checks, one a column: it is there, readable as its type, and null only where it may be. */
export function contractChecks(contract: readonly ContractColumn[]): CheckConfig[] {
  return contract.map(({ name, type, nullable, optional }) => ({
    check: 'column',
    id: `contract-${name}`,
    severity: 'fail',
    column: name,
    type,
    nullable,
    optional,
  }));
}
