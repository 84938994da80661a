import register from '../../../plugins/cern-detector/src/register.ts';
import type { Check, CheckContext, Feature } from '../../../src/core/plugin/api.ts';
import { context } from '../../core/check/judge-rows.ts';
import { makeBatch, type Value } from '../../core/check/make-batch.ts';
import { hostApi } from '../../support/host-api.ts';

const contributions = await register(await hostApi());

export function findCheck(name: string): Check {
  const check = contributions.checks?.find((candidate) => candidate.name === name);
  if (!check) throw new Error(`no check "${name}"`);
  return check;
}

/** The verdicts of a row check, or of a group check on the rows of one group in its order. */
export function judgeWith(
  name: string,
  rows: Record<string, readonly Value[]>,
  options: Record<string, unknown> = {},
  over: Partial<CheckContext> = {},
): number[] {
  const check = findCheck(name);
  const batch = makeBatch(rows);
  const verdicts = new Uint8Array(batch.rows);
  if (check.kind !== 'row' && check.kind !== 'group') throw new Error(`${name} judges no rows`);
  check.expectation(options);
  for (const column of check.columns(options)) if (!batch.has(column)) throw new Error(`${name} needs ${column}`);
  check.judge(batch, options, { ...context, ...over }, verdicts);
  return [...verdicts];
}

/** What `prepare` gives where the files that the options name hold this. */
export async function prepareWith(name: string, options: Record<string, unknown>, file: string | Uint8Array): Promise<unknown> {
  const contribution = contributions.checks?.find((one) => one.name === name) ?? findFeature(name);
  const prepared = contribution.prepare?.(options, {
    baseDir: '/',
    readFile: async () => (typeof file === 'string' ? Buffer.from(file) : file),
    warn: () => {},
  });
  return prepared;
}

export function findFeature(name: string): Feature {
  const feature = contributions.features?.find((candidate) => candidate.name === name);
  if (!feature) throw new Error(`no feature "${name}"`);
  return feature;
}

export function computeWith(
  name: string,
  rows: Record<string, readonly Value[]>,
  options: Record<string, unknown> = {},
  prepared?: unknown,
): number[] {
  return [...findFeature(name).compute(makeBatch(rows), options, prepared)];
}
