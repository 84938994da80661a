import type { CheckConfig } from '../../config/schema.ts';
import { takeName, toSlug } from '../guess/read-name.ts';
import type { Guess, Proposal } from '../proposal.ts';
import { sayCount } from '../say.ts';
import type { DataContract } from './read-contract.ts';

/** A proposal in which the contract has its say, and guesses fill what it does not. Without rows: `guessed` is undefined. */
export function mergeContract(
  contract: DataContract,
  { pipeline, source, guessed }: { pipeline: string; source: Proposal['source']; guessed?: Proposal },
): Proposal {
  const known = new Set(contract.columns.map(({ name }) => name));
  const others = guessed?.contract.filter(({ name }) => !known.has(name)) ?? [];
  const checks = mergeChecks(contract, guessed);
  const hasAge = checks.some(({ value, commented }) => value.check === 'freshness' && !commented);
  const unseen = guessed
    ? contract.columns.filter(({ name }) => !guessed.contract.some((column) => column.name === name)).map(({ name }) => name)
    : [];
  const bare = guessed ?? withoutRows(pipeline, source);
  return {
    ...bare,
    contract: [
      ...contract.columns.map(({ name, column, path }) => ({
        name,
        column: { value: column, basis: `data contract: ${path}`, given: true },
      })),
      ...others,
    ],
    key: contract.key.length > 0 ? { value: contract.key, basis: 'the primary key of the data contract', given: true } : bare.key,
    checks,
    personal: [
      ...contract.classified,
      ...bare.personal.filter(({ column }) => !contract.classified.some((other) => other.column === column)),
    ],
    waivesAge: hasAge ? { value: false, basis: 'the data contract says how old the data may be', given: true } : bare.waivesAge,
    remarks: [
      ...bare.remarks,
      ...(unseen.length > 0
        ? [`not seen in the data as the contract has ${unseen.length === 1 ? 'it' : 'them'}: ${unseen.slice(0, 10).join(', ')}`]
        : []),
      ...(others.length > 0
        ? [`${sayCount(others.length, 'column')} of the data ${others.length === 1 ? 'is' : 'are'} not in the data contract`]
        : []),
    ],
    notMapped: contract.notMapped,
  };
}

/** The contract's checks, then the guessed ones that judge something else. */
function mergeChecks({ checks, columns }: DataContract, guessed: Proposal | undefined): Guess<CheckConfig>[] {
  const taken = new Set(columns.map(({ name }) => `contract-${name}`));
  const own = checks.map(({ path, check, about }) => {
    const id = takeName(`${check.check}-${toSlug(about, 'rows')}`.replaceAll('_', '-'), taken);
    return { value: { id, ...check }, basis: `data contract: ${path}`, given: true };
  });
  const subject = ({ check, column, columns: several }: CheckConfig) => `${check} ${column ?? JSON.stringify(several ?? '')}`;
  const judged = new Set(checks.map(({ check }) => subject(check)));
  const hasKey = checks.some(({ check }) => check.check === 'unique_key');
  const hasAge = checks.some(({ check }) => check.check === 'freshness');
  const rest = (guessed?.checks ?? []).filter(
    ({ value }) => !judged.has(subject(value)) && !(hasKey && value.check === 'unique_key') && !(hasAge && value.check === 'freshness'),
  );
  return [...own, ...rest.map((check) => ({ ...check, value: { ...check.value, id: takeName(String(check.value.id), taken) } }))];
}

function withoutRows(pipeline: string, source: Proposal['source']): Proposal {
  const why = 'no rows were looked at: give some with --data FILE';
  return {
    pipeline,
    source,
    seen: 'a data contract alone',
    contract: [],
    key: { value: undefined, basis: 'the data contract names no primary key' },
    time: { value: undefined, basis: why },
    holdout: { value: undefined, basis: why },
    checks: [],
    features: [],
    leftOut: [],
    dropped: [],
    personal: [],
    waivesAge: { value: true, basis: 'the data contract does not say how old the data may be' },
    fit: { value: undefined, basis: why },
    remarks: [],
    notMapped: [],
  };
}
