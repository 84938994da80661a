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
import type { SourceError, UsageError } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import type { Polars } from '../frame/polars.ts';
import type { LineBlock, ReadLinesOptions } from '../frame/read/read-lines.ts';
import type { ReadWholeOptions } from '../frame/read/read-whole.ts';
import type { SourceRecord } from '../frame/records-to-batches.ts';
import type { Schema } from '../frame/types.ts';
import type { LoadContext, Loader } from '../load/loader.ts';
import type { Feature } from '../profile/feature.ts';
import type { TypeBuilder } from './host-api.ts';

export type {
  Check,
  CheckContext,
  CheckState,
  Finding,
  GroupCheck,
  RowCheck,
  Sample,
  SummaryCheck,
  WindowCheck,
} from '../check/check.ts';
export type { Batch } from '../frame/batch.ts';
export type { Cell } from '../frame/cell.ts';
export type { RecordValue } from '../frame/make-column.ts';
export type { PrepareContext } from '../frame/prepare.ts';
export type { LineBlock, ReadLinesOptions } from '../frame/read/read-lines.ts';
export type { ReadWholeOptions } from '../frame/read/read-whole.ts';
export type { SourceRecord } from '../frame/records-to-batches.ts';
export type { Column, ColumnType, Field, Schema, TextColumn } from '../frame/types.ts';
export type { LoadContext, Loader } from '../load/loader.ts';
export type { Feature, Grouping, RowFeature, WindowFeature } from '../profile/feature.ts';
export type { Fixtures, LoaderFixture, RowsFixture } from './fixtures.ts';

export const API_VERSION = 1;

/** A ready config that a plugin ships. */
export interface Pipeline {
  readonly name: string;
  readonly description: string;
  /** Its file, relative to the plugin's directory: `config/un-logistics.yaml`. */
  readonly config: string;
}

/** What a plugin adds. Names are the plugin's own; the host puts `<plugin>:` before them. */
export interface Contributions {
  readonly apiVersion: number;
  readonly loaders?: readonly Loader[];
  readonly checks?: readonly Check[];
  readonly features?: readonly Feature[];
  readonly pipelines?: readonly Pipeline[];
}

/** Files as the built-in loaders read them: gzip is unpacked, what is missing, damaged or changes meanwhile is a SourceError. */
export interface HostFiles {
  /** The files that a path, several, a directory or a pattern with `*` in its last segment names: absolute, in a fixed order. */
  list(named: string | readonly string[], baseDir: string): Promise<string[]>;
  /** A whole file; more than `maxBytes` (64 MiB) once unpacked is a SourceError. */
  readWhole(path: string, options?: ReadWholeOptions): Promise<Buffer>;
  /** The lines of a text file, block by block. */
  readLines(path: string, options?: ReadLinesOptions): AsyncIterable<LineBlock>;
  /** A Parquet, Arrow, CSV or NDJSON file, as the loader `file` reads it; its `options` (`path`, `format`, `columns`, `skip_rows`). */
  readTable(options: Readonly<Record<string, unknown>>, context: LoadContext): AsyncIterable<Batch>;
}

export interface HostApi {
  readonly version: typeof API_VERSION;
  /** Makes a batch from a Polars frame, or from typed-array columns. */
  readonly Batch: typeof Batch;
  /** TypeBox's builder of JSON Schemas, for options. */
  readonly Type: TypeBuilder;
  /** Thrown by a loader: records cannot be read (exit 3, a fallback is tried). */
  readonly SourceError: typeof SourceError;
  /** Thrown for options that contradict themselves (exit 2). */
  readonly UsageError: typeof UsageError;
  readonly files: HostFiles;
  /** Records as batches of a schema; no records give one batch of 0 rows. */
  recordsToBatches(
    schema: Schema,
    records: AsyncIterable<SourceRecord> | Iterable<SourceRecord>,
    context: Pick<LoadContext, 'batchRows' | 'signal'>,
  ): AsyncGenerator<Batch>;
}

/** What a plugin is handed at registration. */
export interface RegisterContext {
  readonly api: HostApi;
  /** The host's Polars module. */
  readonly pl: Polars;
}

export type Register = (context: RegisterContext) => Promise<Contributions> | Contributions;
