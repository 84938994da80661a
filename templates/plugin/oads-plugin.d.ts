// The types of oads' plugin API. Made by oads: do not edit, and write it anew with `oads plugins new` when the API has grown.

export type Check = RowCheck | SummaryCheck | WindowCheck | GroupCheck;

/** Judges each row by itself. The host counts, samples, applies tolerance, and can set failing rows aside (quarantine). */
export interface RowCheck extends CheckCommon {
    readonly kind: 'row';
    /** Writes 1 for each row that fails, 2 for each row it does not judge (say, a null), leaves 0 for the others. */
    judge(batch: Batch, options: Record<string, unknown>, context: CheckContext, verdicts: Uint8Array): void;
    /** `delay in [-120, 1800]`; the host adds the tolerance. Called before the first batch: throw a UsageError for bad options. */
    expectation(options: Record<string, unknown>): string;
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

/** A JSON Schema; `api.Type` builds them. */
interface TSchema {
    readonly [keyword: string]: unknown;
}

/** What a check or feature may use before the first batch, to read the tables that its options name. */
export interface PrepareContext {
    /** Relative paths are relative to this directory (that of the config file). */
    readonly baseDir: string;
    /** A whole file, at most 64 MiB once unpacked; its digest becomes part of the run's identity. Throws SourceError. */
    readFile(path: string): Promise<Uint8Array>;
    readonly signal?: AbortSignal;
    /** A remark for the operator, once per kind of trouble. */
    warn(message: string): void;
}

/**
 * At most ~128 k consecutive rows of a source, in its deterministic order. It has two faces, each made
 * from the other on first use: a Polars DataFrame (`frame`) and typed-array columns (`column`, `numbers`, `text`).
 */
export declare class Batch {
    #private;
    readonly schema: Schema;
    readonly rows: number;
    /** Index of the first row within the source. */
    readonly offset: number;
    private constructor();
    /** Every field of the schema needs its column; all columns have `rows` rows. */
    static fromColumns(schema: Schema, columns: ReadonlyMap<string, Column>, rows: number, offset?: number): Batch;
    static fromFrame(frame: DataFrame, offset?: number): Batch;
    get frame(): DataFrame;
    has(name: string): boolean;
    column(name: string): Column;
    text(name: string): TextColumn;
    /**
     * The column as float64, NaN where it is null (a NaN in the data is missing, too). Integers beyond 2^53 are
     * rounded; times are microseconds since 1970. Do not write to the result: it may be the column itself.
     */
    numbers(name: string): Float64Array;
    /** The rows whose mask is 1, in order. `offset` stays that of the whole batch. */
    select(mask: Uint8Array): Batch;
    withOffset(offset: number): Batch;
    /** The same rows with the columns of `schema`: those in `replaced`, and of the batch's own as they are, undecoded. */
    replaceColumns(schema: Schema, replaced: ReadonlyMap<string, Column>): Batch;
}

export type Schema = readonly Field[];

export interface Field {
    readonly name: string;
    readonly type: ColumnType;
}

export type ColumnType = (typeof COLUMN_TYPES)[number];

/** The column types of a contract. Timestamps without a zone are read as UTC. */
declare const COLUMN_TYPES: readonly ["boolean", "integer", "number", "text", "date", "timestamp"];

/**
 * One column in memory, as typed arrays of the batch's row count. `valid[i] === 0` marks a null;
 * without `valid` no row is null. The value under a null is unspecified.
 */
export type Column = IntegerColumn | NumberColumn | BooleanColumn | TimeColumn | TextColumn;

/** 64-bit integers, exact. */
interface IntegerColumn {
    readonly type: 'integer';
    readonly values: BigInt64Array;
    readonly valid?: Uint8Array;
}

interface NumberColumn {
    readonly type: 'number';
    readonly values: Float64Array;
    readonly valid?: Uint8Array;
}

/** 0 or 1. */
interface BooleanColumn {
    readonly type: 'boolean';
    readonly values: Uint8Array;
    readonly valid?: Uint8Array;
}

/** Microseconds since 1970-01-01T00:00:00Z (a date is its midnight), cut to whole seconds beyond the year 2255: `cutMicros`. */
interface TimeColumn {
    readonly type: 'date' | 'timestamp';
    readonly values: Float64Array;
    readonly valid?: Uint8Array;
}

/** Dictionary-coded text: row i is `dictionary[codes[i]]`. */
export interface TextColumn {
    readonly type: 'text';
    readonly codes: Uint32Array;
    readonly dictionary: readonly string[];
    readonly valid?: Uint8Array;
}

/** A DataFrame of nodejs-polars. */
type DataFrame = any;

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

/** One value as it goes into JSON: integers beyond 2^53 as text, times as ISO 8601 in UTC. */
export type Cell = string | number | boolean | null;

/** Judges the rows as a whole, from a mergeable state. */
export interface SummaryCheck extends CheckCommon {
    readonly kind: 'summary';
    /** Absent where no single row can be blamed. */
    readonly rowShare?: RowShare;
    /** Called before the first batch: throw a UsageError for bad options. */
    start(options: Record<string, unknown>, context: CheckContext): CheckState;
}

/** What a check of the rows as a whole says of single rows, so that their failures can be counted by segment. */
interface RowShare {
    /** As `judge` of a row check. */
    judge(batch: Batch, options: Record<string, unknown>, context: CheckContext, verdicts: Uint8Array): void;
    /** The share of failures that passes. */
    allowed(options: Record<string, unknown>): number;
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

/** What a check found. A check that cannot be computed on this data throws instead: its status becomes `error`. */
export interface Finding {
    readonly passed: boolean;
    /** What was seen, in the words of the check: `0.3 % null (12 of 4,000)`. */
    readonly observed: string;
    /** What was wanted: `at most 1 % null`. */
    readonly expected: string;
    /** Rows that were judged and rows that failed; both absent for checks that judge no single rows. */
    readonly rows?: {
        readonly judged: number;
        readonly failed: number;
    };
    readonly samples?: readonly Sample[];
    /** What to do about a failure, one sentence. */
    readonly hint?: string;
}

/** One row that failed, for people: its key and the values that were looked at. */
export interface Sample {
    /** `batch.offset` + the index in the batch that the check was given; the host turns it into the index in the source. */
    readonly row: number;
    readonly values: Readonly<Record<string, Cell>>;
}

/** Judges rows against other rows, over the whole spool: its finding does not depend on where a batch ends. */
export interface WindowCheck extends CheckCommon {
    readonly kind: 'window';
    /**
     * `read` may be called several times and gives the kept rows in source order each time, restricted to the columns
     * asked for. A batch's offset is the number of kept rows before it.
     */
    evaluate(read: (columns: readonly string[]) => AsyncIterable<Batch>, options: Record<string, unknown>, context: CheckContext): Promise<Finding>;
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

/** Rows with equal values in all columns of `key` are a group; an empty key makes one group of all rows. */
export interface Grouping {
    readonly key: readonly string[];
    /** The order of rows within a group, ascending, nulls last; ties keep the order of the source. */
    readonly order: readonly string[];
}

/** What a record may hold: times as Date or as microseconds since 1970, integers beyond 2^53 as bigint. */
export type RecordValue = string | number | bigint | boolean | Date | null | undefined;

export interface ReadChunksOptions {
    readonly signal?: AbortSignal;
}

/** Some consecutive lines of a file, without their ends. */
export interface LineBlock {
    /** Number of the first line, from 1. */
    readonly first: number;
    readonly lines: readonly string[];
}

export interface ReadLinesOptions {
    /** A longer line is a SourceError; 1 MiB by default. */
    readonly maxLineBytes?: number;
    /** `utf8` by default; bytes that are none become U+FFFD. A byte order mark is skipped. */
    readonly encoding?: 'utf8' | 'latin1';
    readonly signal?: AbortSignal;
}

/** Finds the header of a CSV in its first records (50 at most), which are given as text, each with the cells that it has. */
export type FindHeader = (head: readonly (readonly string[])[]) => FoundHeader;

/** Where the rows of a CSV begin, and what its columns are called. */
export interface FoundHeader {
    /** Each name once; records with fewer cells are filled up with nulls, cells beyond the last name are left out. */
    readonly names: readonly string[];
    /** How many records come before the first row: titles, the header, tags. */
    readonly records: number;
}

export interface ReadWholeOptions {
    /** Of the unpacked content; 64 MiB by default. */
    readonly maxBytes?: number;
    readonly signal?: AbortSignal;
}

export type SourceRecord = Readonly<Record<string, RecordValue>>;

/** What a loader is told about the run, besides its own options. */
export interface LoadContext {
    /** The end of the window: nothing at or after it is read. */
    readonly asOf: Date;
    /** Rows to read: [from, to) on a time column; absent when the pipeline has no window. ISO 8601 instants in UTC. */
    readonly window?: {
        readonly column: string;
        readonly from: string;
        readonly to: string;
    };
    /** The contract's columns with their types; empty without a contract. A loader may use it to parse, not to hide columns. */
    readonly contract: Schema;
    /** The pipeline's key columns, empty if it has none. */
    readonly key: readonly string[];
    readonly batchRows: number;
    /** Relative paths in the options are relative to this directory (that of the config file). */
    readonly baseDir: string;
    /** Whether a column is dropped or masked: no message may show a value of it. Without it, none is. */
    hides?(column: string): boolean;
    readonly signal?: AbortSignal;
    /** A remark for the operator, once per kind of trouble. */
    warn(message: string): void;
    /** Total rows, as soon as they are known, for progress only. */
    expectRows?(rows: number): void;
}

/**
 * Reads records in a deterministic order. Batches hold at most `batchRows` rows; an empty source gives one batch
 * of 0 rows, so that its columns are known. Throws SourceError: `outage: true` when the source is out of reach.
 */
export interface Loader {
    readonly name: string;
    readonly description: string;
    readonly options: TSchema;
    load(options: unknown, context: LoadContext): AsyncIterable<Batch>;
}

export type Feature = RowFeature | WindowFeature;

/** A numeric feature of each row that a plugin computes; it depends on the row alone, never on its batch. */
export interface RowFeature extends FeatureCommon {
    readonly kind?: 'row';
    /** One value a row, NaN where it cannot be told; an infinity counts as NaN. */
    compute(batch: Batch, options: Record<string, unknown>, prepared: unknown): Float64Array;
}

interface FeatureCommon {
    readonly name: string;
    readonly description: string;
    /** Without it the feature takes none. */
    readonly options?: TSchema;
    /** Columns it reads; they must exist. */
    readonly inputs: readonly string[] | ((options: Record<string, unknown>) => readonly string[]);
    /** Runs once, before the first batch: reads files that the options name. What it gives is the last argument of `compute`. */
    prepare?(options: Record<string, unknown>, context: PrepareContext): Promise<unknown>;
}

/** A numeric feature of each row that depends on the other rows of its group, over the whole input, never on a batch. */
export interface WindowFeature extends FeatureCommon {
    readonly kind: 'window';
    /** All of these columns are among the inputs. */
    group(options: Record<string, unknown>): Grouping;
    /** `rows`: all rows of one group, in its order. One value a row, NaN (or an infinity) where it cannot be told; rows with a null in the key get NaN. */
    compute(rows: Batch, options: Record<string, unknown>, prepared: unknown): Float64Array;
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

type OneOrMore<T> = T | readonly T[];

/** What the conformance suite gives a loader. */
export interface LoaderFixture {
    readonly options: Options;
    /** Options that lead to a source without records. */
    readonly empty?: Options;
    /** Files by name, which are written into a directory of their own: relative paths of the options begin there, not at the package. */
    readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

type Options = Readonly<Record<string, unknown>>;

/** What the conformance suite gives a check or a feature. Without rows, random ones of the schema; without a schema, of every type. */
export interface RowsFixture {
    readonly options?: Options;
    readonly schema?: Schema;
    readonly rows?: readonly SourceRecord[];
    readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

export declare const API_VERSION = 1;

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
    /** The bytes of a file of any size, piece by piece: for parsers that stream. */
    readChunks(path: string, options?: ReadChunksOptions): AsyncIterable<Buffer>;
    /**
     * A Parquet, Arrow, CSV or NDJSON file, as the loader `file` reads it; its `options` (`path`, `format`, `columns`, `skip_rows`).
     * `findHeader` names the columns of a CSV whose header is not simply its first record.
     */
    readTable(options: Readonly<Record<string, unknown>>, context: LoadContext, findHeader?: FindHeader): AsyncIterable<Batch>;
}

/** Of Node.js. */
interface Buffer extends Uint8Array {
    toString(encoding?: string, start?: number, end?: number): string;
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
    recordsToBatches(schema: Schema, records: AsyncIterable<SourceRecord> | Iterable<SourceRecord>, context: Pick<LoadContext, 'batchRows' | 'signal'>): AsyncGenerator<Batch>;
}

/** TypeBox: https://github.com/sinclairzx81/typebox */
interface TypeBuilder {
    readonly [builder: string]: (...args: any[]) => TSchema;
}

/** Records could not be read. `outage` tells an unreachable source from a wrong name or password. Exit 3. */
declare class SourceError extends OadsError {
    readonly outage: boolean;
    constructor(code: string, message: string, options?: OadsErrorOptions & {
        outage?: boolean;
    });
}

declare class OadsError extends Error {
    readonly code: string;
    readonly exitCode: number;
    readonly hint?: string;
    readonly details?: Record<string, unknown>;
    constructor(code: string, exitCode: number, message: string, options?: OadsErrorOptions);
}

/**
 * Every error oads raises on purpose. The exit codes are those of docs/exit-codes.md:
 * 1 = the data said no (a verdict, not an error), 2 and above = the tool could not tell.
 */
interface OadsErrorOptions {
    /** What to do about it, one sentence. */
    hint?: string;
    details?: Record<string, unknown>;
    cause?: unknown;
}

/** The caller asked for something that does not exist or does not fit. Exit 2. */
declare class UsageError extends OadsError {
    constructor(code: string, message: string, options?: OadsErrorOptions);
}

/** What a plugin is handed at registration. */
export interface RegisterContext {
    readonly api: HostApi;
    /** The host's Polars module. */
    readonly pl: Polars;
}

/** nodejs-polars, as a whole. */
type Polars = any;

export type Register = (context: RegisterContext) => Promise<Contributions> | Contributions;

export {};
