import path from 'node:path';
import type { Init } from '../../core/propose/init-config.ts';
import type { LeftOut } from '../../core/propose/proposal.ts';
import { sayCount } from '../../core/propose/say.ts';
import type { InitResult } from '../results/init.ts';
import { formatCount } from './format.ts';

const MOST_NAMED = 5;

/** What was guessed, in a few lines, and what to do next; and the same as a result. */
export function describeInit(
  { proposal, look }: Init,
  output: string,
  usual = 'oads.yaml',
): { lines: string[]; result: Omit<InitResult, 'warnings'> } {
  const { pipeline, seen, key, time, holdout, checks, features, fit, notMapped } = proposal;
  // What other commands read anyway need not be named.
  const config = output === '-' || path.resolve(output) === path.resolve(usual) ? '' : ` -c ${output}`;
  const next = fit.value ? [`oads fit${config}`, `oads run${config}`] : [`oads check${config}`];
  const active = checks.filter(({ commented }) => !commented);
  const place = holdout.value && ('row' in holdout.value ? `row ${holdout.value.row}` : `${holdout.value.column} ${holdout.value.at}`);
  const lines = [
    `${pipeline}: looked at ${seen}${look ? ` of ${sayCount(look.columns.length, 'column')}` : ''}`,
    `key       ${key.value ? `${key.value.join(', ')} (${key.basis})` : `none (${key.basis})`}`,
    `time      ${time.value === undefined ? `none (${time.basis})` : `${time.value} (${time.basis})`}`,
    `hold-out  ${place === undefined ? `none (${holdout.basis})` : `from ${place} on (${holdout.basis})`}`,
    `checks    ${formatCount(active.length)}, and ${sayCount(proposal.contract.length, 'column')} of the contract`,
    `features  ${features.map(({ value }) => value.name).join(', ') || 'none'}`,
    ...describeLeftOut(proposal.leftOut),
    ...(fit.value ? [] : [`model     none (${fit.basis})`]),
    ...(notMapped.length > 0
      ? [`not mapped: ${sayCount(notMapped.length, 'place')} of the data contract, listed at the end of the config`]
      : []),
    `config    ${output}: read what it calls a guess. Next:`,
    ...next.map((command) => `  ${command}`),
  ];
  const result: Omit<InitResult, 'warnings'> = {
    output: output === '-' ? null : output,
    pipeline,
    source: proposal.source.loader,
    rows: look?.rows ?? 0,
    complete: look?.complete ?? false,
    columns: (look?.columns ?? []).map(({ name, type, nulls }) => ({ name, type, nulls })),
    key: { value: key.value ? [...key.value] : null, basis: key.basis },
    time: { value: time.value ?? null, basis: time.basis },
    holdout: { value: holdout.value ?? null, basis: holdout.basis },
    checks: checks.map(({ value, basis, commented }) => ({ value, basis, commented: commented ?? false })),
    features: features.map(({ value, basis }) => ({ value, basis })),
    left_out: proposal.leftOut.map(({ column, why }) => ({ column, why })),
    personal: proposal.personal.map(({ column, why }) => ({ column, why })),
    remarks: [...proposal.remarks],
    not_mapped: notMapped.map(({ path, what, why }) => ({ path, what, why })),
    next,
  };
  return { lines, result };
}

/** What no model reads; the config has all reasons. */
function describeLeftOut(leftOut: readonly LeftOut[]): string[] {
  if (leftOut.length === 0) return [];
  const named = leftOut.slice(0, MOST_NAMED).map(({ column, why }) => `${column} (${why.split(/[:;]/)[0]})`);
  const more = leftOut.length - named.length;
  return [`left out  ${named.join(', ')}${more > 0 ? `, and ${more} more` : ''}`];
}
