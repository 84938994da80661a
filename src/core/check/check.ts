import type { TSchema } from 'typebox';
import type { Batch } from '../frame/batch.ts';
import type { Cell } from '../frame/cell.ts';
import type { PrepareContext } from '../frame/prepare.ts';
import type { ColumnType, Schema } from '../frame/types.ts';
import type { Grouping } from '../profile/feature.ts';

export type CheckStatus = 'pass' | 'warn' | 'fail' | 'error';
export type Severity = 'fail' | 'warn' | 'quarantine';

/** What a check is told besides its own options. */
export interface CheckContext {
  readonly asOf: Date;
  /** The contract's columns; empty without a contract. */
  readonly contract: Schema;
  readonly key: readonly string[];
  /**
   * 1 where a non-null value could not be read as the contract's type (it is a null in the batch), by column, for the
   * rows of the batch at hand; undefined when all could. Set before each `judge` and `update`.
   */
  readonly coercionFailures: (column: string) => Uint8Array | undefined;
  /** What stood where a value could not be read, for samples; undefined elsewhere. */
  readonly originalCell?: (column: string, row: number) => Cell | undefined;
  /** The type that a masked column had before its values became tokens; undefined for other columns. */
  readonly typeBefore?: (column: string) => ColumnType | undefined;
  /** What `prepare` of this check gave; undefined for a check without it. */
  readonly prepared?: unknown;
}

/** One row that failed, for people: its key and the values that were looked at. */
export interface Sample {
  /** `batch.offset` + the index in the batch that the check was given; the host turns it into the index in the source. */
  readonly row: number;
  readonly values: Readonly<Record<string, Cell>>;
}

/** What a check found. A check that cannot be computed on this data throws instead: its status becomes `error`. */
export interface Finding {
  readonly passed: boolean;
  /** What was seen, in the words of the check: `0.3 % null (12 of 4,000)`. */
  readonly observed: string;
  /** What was wanted: `at most 1 % null`. */
  readonly expected: string;
  /** Rows that were judged and rows that failed; both absent for checks that judge no single rows. */
  readonly rows?: { readonly judged: number; readonly failed: number };
  readonly samples?: readonly Sample[];
  /** What to do about a failure, one sentence. */
  readonly hint?: string;
}

/**
 * The running state of one check over a source. `update` sees each batch once, in any order; `merge` adds the state
 * of the same check over other rows and is associative and commutative; `finding` may be called at any time.
 * Whatever `finding().passed` depends on must be exact under merging: integer counts, minima, maxima.
 */
export interface CheckState {
  update(batch: Batch): void;
  merge(other: CheckState): void;
  finding(): Finding;
}

interface CheckCommon {
  readonly name: string;
  readonly description: string;
  /** Own options only; `check`, `id`, `severity`, `description` belong to the host. */
  readonly options: TSchema;
  /** Columns that the options name; all must exist in the batch, else the status is `error` and the check does not run. */
  columns(options: Record<string, unknown>): readonly string[];
  /**
   * False where these options only tell values apart, or from nulls, so that the check works on masked columns, whose
   * values are tokens. Without it: true.
   */
  readsValues?(options: Record<string, unknown>): boolean;
  /** Runs once, before the first batch: reads files that the options name. What it gives is `context.prepared`. */
  prepare?(options: Record<string, unknown>, context: PrepareContext): Promise<unknown>;
}

/** Judges each row by itself. The host counts, samples, applies tolerance, and can set failing rows aside (quarantine). */
export interface RowCheck extends CheckCommon {
  readonly kind: 'row';
  /** Writes 1 for each row that fails, 2 for each row it does not judge (say, a null), leaves 0 for the others. */
  judge(batch: Batch, options: Record<string, unknown>, context: CheckContext, verdicts: Uint8Array): void;
  /** `delay in [-120, 1800]`; the host adds the tolerance. Called before the first batch: throw a UsageError for bad options. */
  expectation(options: Record<string, unknown>): string;
}

/** What a check of the rows as a whole says of single rows, so that their failures can be counted by segment. */
export interface RowShare {
  /** As `judge` of a row check. */
  judge(batch: Batch, options: Record<string, unknown>, context: CheckContext, verdicts: Uint8Array): void;
  /** The share of failures that passes. */
  allowed(options: Record<string, unknown>): number;
}

/** Judges the rows as a whole, from a mergeable state. */
export interface SummaryCheck extends CheckCommon {
  readonly kind: 'summary';
  /** Absent where no single row can be blamed. */
  readonly rowShare?: RowShare;
  /** Called before the first batch: throw a UsageError for bad options. */
  start(options: Record<string, unknown>, context: CheckContext): CheckState;
}

/** Judges rows against other rows, over the whole spool: its finding does not depend on where a batch ends. */
export interface WindowCheck extends CheckCommon {
  readonly kind: 'window';
  /**
   * `read` may be called several times and gives the kept rows in source order each time, restricted to the columns
   * asked for. A batch's offset is the number of kept rows before it.
   */
  evaluate(
    read: (columns: readonly string[]) => AsyncIterable<Batch>,
    options: Record<string, unknown>,
    context: CheckContext,
  ): Promise<Finding>;
}

/**
 * Judges each row beside the other rows of its group, over the whole spool: no verdict depends on where a batch ends. The
 * host groups and sorts, counts, samples and applies the tolerance.
 */
export interface GroupCheck extends CheckCommon {
  readonly kind: 'group';
  /** What makes a group, and the order within it. All of these are among `columns`. */
  group(options: Record<string, unknown>): Grouping;
  /**
   * `rows`: all rows of one group, in its order. Writes 1 for each row that fails, 2 for each it does not judge, as `judge` of a
   * row check. Rows with a null in the grouping's key are in no group and count as not judged.
   */
  judge(rows: Batch, options: Record<string, unknown>, context: CheckContext, verdicts: Uint8Array): void;
  /** `no tail in two places`; the host adds the tolerance. Called before the first batch: throw a UsageError for bad options. */
  expectation(options: Record<string, unknown>): string;
}

export type Check = RowCheck | SummaryCheck | WindowCheck | GroupCheck;
