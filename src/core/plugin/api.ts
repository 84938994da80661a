/**
 * The public API of plugins, version 1, exported as `oads/plugin` types (`import type … from '@oads/cli/plugin'`).
 * A plugin is an oclif plugin package with a hook `oads:register`:
 *
 * ```ts
 * import type { Register } from '@oads/cli/plugin';
 * const register: Register = async ({ pl }) => ({ apiVersion: 1, loaders: [], checks: [], features: [] });
 * export default register;
 * ```
 *
 * It imports types only and gets what it needs at run time as the hook's argument, so that one copy of the native
 * libraries exists. A plugin is trusted code: it runs in the process of oads, with all its rights.
 */
import type { Check } from '../check/check.ts';
import type { Polars } from '../frame/polars.ts';
import type { Loader } from '../load/loader.ts';
import type { Feature } from '../profile/feature.ts';

export type { Check, CheckContext, CheckState, Finding, RowCheck, Sample, SummaryCheck, WindowCheck } from '../check/check.ts';
export type { Batch } from '../frame/batch.ts';
export type { Cell } from '../frame/cell.ts';
export type { Column, ColumnType, Field, Schema, TextColumn } from '../frame/types.ts';
export type { LoadContext, Loader } from '../load/loader.ts';
export type { Feature } from '../profile/feature.ts';

export const API_VERSION = 1;

/** What a plugin adds. Names are the plugin's own; the host puts `<plugin>:` before them. */
export interface Contributions {
  readonly apiVersion: number;
  readonly loaders?: readonly Loader[];
  readonly checks?: readonly Check[];
  readonly features?: readonly Feature[];
}

/** What a plugin is handed at registration. */
export interface RegisterContext {
  readonly api: {
    readonly version: typeof API_VERSION;
    /** Makes a batch from a Polars frame, or from typed-array columns. */
    readonly Batch: typeof import('../frame/batch.ts').Batch;
  };
  /** The host's Polars module. */
  readonly pl: Polars;
}

export type Register = (context: RegisterContext) => Promise<Contributions> | Contributions;
