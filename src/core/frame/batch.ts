import { BugError, SourceError } from '../errors.ts';
import { columnsToFrame } from './columns-to-frame.ts';
import { frameSchema, frameToColumn } from './frame-to-columns.ts';
import { integersToNumbers } from './integers.ts';
import { listNames } from './list-names.ts';
import { frameOf, type NativeSeries, nativeColumn, nativeIndexes } from './native-series.ts';
import { type DataFrame, polars } from './polars.ts';
import { chosenIndexes, gatherColumn } from './select-rows.ts';
import type { Column, Field, Schema, TextColumn } from './types.ts';

interface Faces {
  columns?: Map<string, Column>;
  frame?: DataFrame;
  source?: DataFrame;
  chosen?: Chosen;
  own?: ReadonlySet<string>;
}

/** Some rows of another batch: a column is fetched from there on first use. */
interface Chosen {
  readonly from: Batch;
  readonly indexes: Uint32Array;
  /** The indexes for Polars, once it was asked. */
  native?: NativeSeries;
}

/**
 * At most ~128 k consecutive rows of a source, in its deterministic order. It has two faces, each made
 * from the other on first use: a Polars DataFrame (`frame`) and typed-array columns (`column`, `numbers`, `text`).
 */
export class Batch {
  readonly schema: Schema;
  readonly rows: number;
  /** Index of the first row within the source. */
  readonly offset: number;
  #frame?: DataFrame;
  /** Where columns are decoded from, but for those of `#own`. Its columns may be more than the schema's. */
  readonly #source?: DataFrame;
  readonly #chosen?: Chosen;
  readonly #own: ReadonlySet<string>;
  readonly #columns: Map<string, Column>;
  readonly #numbers = new Map<string, Float64Array>();

  private constructor(
    schema: Schema,
    rows: number,
    offset: number,
    { columns = new Map<string, Column>(), frame, source = frame, chosen, own = new Set<string>() }: Faces,
  ) {
    this.schema = schema;
    this.rows = rows;
    this.offset = offset;
    this.#columns = columns;
    this.#frame = frame;
    this.#source = source;
    this.#chosen = chosen;
    this.#own = own;
  }

  /** Every field of the schema needs its column; all columns have `rows` rows. */
  static fromColumns(schema: Schema, columns: ReadonlyMap<string, Column>, rows: number, offset = 0): Batch {
    for (const { name, type } of schema) {
      const column = columns.get(name);
      if (!column) throw new BugError(`batch has no column "${name}"`);
      if (column.type !== type) throw new BugError(`column "${name}" is ${column.type}, its schema says ${type}`);
      const length = column.type === 'text' ? column.codes.length : column.values.length;
      if (length !== rows) throw new BugError(`column "${name}" has ${length} rows, the batch ${rows}`);
    }
    return new Batch(schema, rows, offset, { columns: new Map(columns) });
  }

  static fromFrame(frame: DataFrame, offset = 0): Batch {
    return new Batch(frameSchema(frame), frame.height, offset, { frame });
  }

  get frame(): DataFrame {
    this.#frame ??= this.#buildFrame();
    return this.#frame;
  }

  has(name: string): boolean {
    return this.schema.some((field) => field.name === name);
  }

  column(name: string): Column {
    let column = this.#columns.get(name);
    if (!column) {
      const field = this.schema.find((candidate) => candidate.name === name);
      if (field && this.#source) column = frameToColumn(polars(), this.#source, field);
      else if (field && this.#chosen) column = this.#chosen.from.#gather(field, this.#chosen);
      else throw missingColumn(name, this.schema);
      this.#columns.set(name, column);
    }
    return column;
  }

  text(name: string): TextColumn {
    const column = this.column(name);
    if (column.type !== 'text') {
      throw new SourceError('OADS_COLUMN_TYPE', `column "${name}" must be text, got ${column.type}`);
    }
    return column;
  }

  /**
   * The column as float64, NaN where it is null (a NaN in the data is missing, too). Integers beyond 2^53 are
   * rounded; times are microseconds since 1970. Do not write to the result: it may be the column itself.
   */
  numbers(name: string): Float64Array {
    let numbers = this.#numbers.get(name);
    if (!numbers) {
      numbers = toNumbers(name, this.column(name));
      this.#numbers.set(name, numbers);
    }
    return numbers;
  }

  /** The rows whose mask is 1, in order. `offset` stays that of the whole batch. */
  select(mask: Uint8Array): Batch {
    const indexes = chosenIndexes(mask);
    return new Batch(this.schema, indexes.length, this.offset, { chosen: { from: this, indexes } });
  }

  withOffset(offset: number): Batch {
    return new Batch(this.schema, this.rows, offset, {
      columns: this.#columns,
      frame: this.#frame,
      source: this.#source,
      chosen: this.#chosen,
      own: this.#own,
    });
  }

  /** The same rows with the columns of `schema`: those in `replaced`, and of the batch's own as they are, undecoded. */
  replaceColumns(schema: Schema, replaced: ReadonlyMap<string, Column>): Batch {
    if (replaced.size === 0 && sameFields(schema, this.schema)) return this;
    const own = new Set([...this.#own, ...replaced.keys()]);
    const columns = new Map<string, Column>();
    for (const { name } of schema) {
      const column = replaced.get(name) ?? this.#columns.get(name);
      if (column) columns.set(name, column);
      else if (!this.#source && !this.#chosen) throw missingColumn(name, this.schema);
    }
    return new Batch(schema, this.rows, this.offset, { columns, source: this.#source, chosen: this.#chosen, own });
  }

  /** Series of the source are taken over as they are. */
  #buildFrame(): DataFrame {
    const pl = polars();
    const source = this.#source ?? this.#chooseFrame();
    if (!source) return columnsToFrame(pl, this.schema, this.#columns, this.rows);
    const own = this.schema.filter(({ name }) => this.#own.has(name));
    const built = columnsToFrame(pl, own, this.#columns, this.rows);
    return frameOf(
      pl,
      this.schema.map(({ name }) => nativeColumn(this.#own.has(name) ? built : source, name)),
    );
  }

  #chooseFrame(): DataFrame | undefined {
    if (!this.#chosen) return undefined;
    const { frame } = this.#chosen.from;
    const rows = nativeRows(this.#chosen);
    return frameOf(
      polars(),
      frame.columns.map((name) => nativeColumn(frame, name).takeWithSeries(rows)),
    );
  }

  /** Some rows of a column; one that is not decoded yet is cut down first. */
  #gather(field: Field, chosen: Chosen): Column {
    if (this.#source && !this.#columns.has(field.name)) return frameToColumn(polars(), this.#source, field, nativeRows(chosen));
    return gatherColumn(this.column(field.name), chosen.indexes);
  }
}

function nativeRows(chosen: Chosen): NativeSeries {
  chosen.native ??= nativeIndexes(polars(), chosen.indexes);
  return chosen.native;
}

function toNumbers(name: string, column: Column): Float64Array {
  if (column.type === 'text') {
    throw new SourceError('OADS_COLUMN_TYPE', `expected numbers or times in column "${name}", got text`, {
      hint: `give "${name}" the type of its values in the contract; a feature may also read it as kind: categorical`,
    });
  }
  let values: Float64Array;
  if (column.type === 'integer') values = integersToNumbers(column.values);
  else if (column.type === 'boolean') values = Float64Array.from(column.values);
  else values = column.values;
  if (column.valid) {
    if (values === column.values) values = values.slice();
    for (let row = 0; row < values.length; row++) if (column.valid[row] === 0) values[row] = Number.NaN;
  }
  return values;
}

function sameFields(one: Schema, other: Schema): boolean {
  return one.length === other.length && one.every(({ name, type }, index) => name === other[index].name && type === other[index].type);
}

export function missingColumn(name: string, schema: Schema): SourceError {
  return new SourceError('OADS_COLUMN_MISSING', `expected a column "${name}", got ${listNames(schema.map((field) => field.name))}`);
}
