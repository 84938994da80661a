import type { SourceRecord } from '../frame/records-to-batches.ts';
import type { Schema } from '../frame/types.ts';

type Options = Readonly<Record<string, unknown>>;
type OneOrMore<T> = T | readonly T[];

/** What the conformance suite gives a loader. */
export interface LoaderFixture {
  readonly options: Options;
  /** Options that lead to a source without records. */
  readonly empty?: Options;
  /** Files by name, which are written into a directory of their own: relative paths of the options begin there, not at the package. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

/** What the conformance suite gives a check or a feature. Without rows, random ones of the schema; without a schema, of every type. */
export interface RowsFixture {
  readonly options?: Options;
  readonly schema?: Schema;
  readonly rows?: readonly SourceRecord[];
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

/**
 * The default export of `conformance.js` (or `.ts`) beside a plugin's package.json: sample input for its contributions, by their
 * names. Relative paths in options begin at the package's directory.
 */
export interface Fixtures {
  readonly loaders?: Readonly<Record<string, OneOrMore<LoaderFixture>>>;
  readonly checks?: Readonly<Record<string, OneOrMore<RowsFixture>>>;
  readonly features?: Readonly<Record<string, OneOrMore<RowsFixture>>>;
}
