import { resolve } from 'node:path';
import { readWhole } from '../../../src/core/frame/read/read-whole.ts';
import type { Check, HostApi, PrepareContext } from '../../../src/core/plugin/api.ts';
import { makeBatch, type Value } from '../../core/check/make-batch.ts';
import { hostApi } from '../../support/host-api.ts';

export interface Given {
  readonly options?: Record<string, unknown>;
  readonly asOf?: string;
  /** Where relative paths of the options begin. */
  readonly dir?: string;
}

/** The verdicts on plain values, as `makeBatch` takes them; of a group check all rows are one group, in its order. */
export async function judgeCheck(
  makeCheck: (api: HostApi) => Check,
  values: Record<string, readonly Value[]>,
  { options = {}, asOf = '2026-02-01T00:00:00Z', dir = process.cwd() }: Given = {},
): Promise<number[]> {
  const { api } = await hostApi();
  const check = makeCheck(api);
  const batch = makeBatch(values);
  if (check.kind !== 'row' && check.kind !== 'group') throw new Error(`expected a check of rows, got ${check.kind}`);
  check.expectation(options);
  const missing = check.columns(options).filter((name) => !batch.has(name));
  if (missing.length > 0) throw new Error(`the batch lacks ${missing.join(', ')}`);
  const prepared = await check.prepare?.(options, prepareIn(dir));
  const verdicts = new Uint8Array(batch.rows);
  check.judge(batch, options, { asOf: new Date(asOf), contract: [], key: [], coercionFailures: () => undefined, prepared }, verdicts);
  return [...verdicts];
}

export function prepareIn(dir: string): PrepareContext {
  return { baseDir: dir, readFile: (path) => readWhole(resolve(dir, path)), warn: () => {} };
}
