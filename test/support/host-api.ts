import type { LoadContext } from '../../src/core/load/loader.ts';
import type { RegisterContext } from '../../src/core/plugin/api.ts';
import { createHostApi } from '../../src/core/plugin/host-api.ts';

let made: Promise<RegisterContext> | undefined;

/** What a plugin's hook is handed, for tests that call a plugin's parts directly. */
export function hostApi(): Promise<RegisterContext> {
  made ??= createHostApi();
  return made;
}

/** A load context; warnings are collected in `warnings`. */
export function loadContext(over: Partial<LoadContext> = {}): LoadContext & { readonly warnings: string[] } {
  const warnings: string[] = [];
  return {
    asOf: new Date('2026-01-01T00:00:00Z'),
    contract: [],
    key: [],
    batchRows: 131_072,
    baseDir: process.cwd(),
    warn: (message) => warnings.push(message),
    ...over,
    warnings,
  };
}
