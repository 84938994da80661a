import { resolve } from 'node:path';
import type { CheckContext } from '../../check/check.ts';
import type { PrepareContext } from '../../frame/prepare.ts';
import { readWhole } from '../../frame/read/read-whole.ts';
import type { Schema } from '../../frame/types.ts';
import type { LoadContext } from '../../load/loader.ts';

/** The moment that counts as now in the suite. */
const AS_OF = '2026-01-01T00:00:00Z';

export function checkContext(schema: Schema, prepared: unknown): CheckContext {
  return { asOf: new Date(AS_OF), contract: schema, key: [], coercionFailures: () => undefined, prepared };
}

export function prepareContext(baseDir: string): PrepareContext {
  return { baseDir, readFile: (path) => readWhole(resolve(baseDir, path)), warn: () => {} };
}

export function loadContext(baseDir: string, batchRows: number): LoadContext {
  return { asOf: new Date(AS_OF), contract: [], key: [], batchRows, baseDir, warn: () => {} };
}
