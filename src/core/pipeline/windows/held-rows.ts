import { mkdir } from 'node:fs/promises';
import { toStoreError } from '../../errors.ts';
import type { Batch } from '../../frame/batch.ts';
import { readParts, writePart } from '../../frame/part-store.ts';
import type { Column, Field, Schema } from '../../frame/types.ts';
import type { ConformedBatch } from '../../load/conform.ts';
import type { MaskedBatch } from '../../load/mask-columns.ts';

export type ConformedRows = ConformedBatch & Partial<MaskedBatch>;

/** What is known of a held batch beside its rows. */
type Beside = Omit<ConformedRows, 'batch' | 'failures' | 'originals'> & {
  readonly schema: Schema;
  /** Names of columns, which are held under another name each. */
  readonly failures: ReadonlyMap<string, string>;
  readonly originals: ReadonlyMap<string, string>;
};

/** A source of no more is held in memory. */
const MOST_IN_MEMORY = 2;

/** All rows of a source, dropped and masked as the config says, until what follows from all of them is known. */
export class HeldRows {
  rows = 0;
  readonly #dir: string;
  #first: ConformedRows[] = [];
  readonly #beside: Beside[] = [];

  /** `dir` must not be there yet. */
  constructor(dir: string) {
    this.#dir = dir;
  }

  async add(rows: ConformedRows): Promise<void> {
    this.#first.push({ ...rows, batch: rows.batch.withOffset(this.rows) });
    this.rows += rows.batch.rows;
    if (this.#beside.length === 0 && this.#first.length <= MOST_IN_MEMORY) return;
    const waiting = this.#first;
    this.#first = [];
    for (const each of waiting) await this.#write(each);
  }

  /** Some columns of all rows, in their order. */
  async *read(columns: readonly string[]): AsyncGenerator<Batch> {
    if (this.#beside.length > 0) yield* readParts(this.#dir, { columns });
    for (const { batch } of this.#first) yield batch;
  }

  /** All batches as they were. */
  async *readBack(): AsyncGenerator<ConformedRows> {
    yield* this.#first;
    if (this.#beside.length === 0) return;
    let part = 0;
    for await (const batch of readParts(this.#dir)) {
      const { schema, failures, originals, ...beside } = this.#beside[part++];
      const bits = (name: string) => (batch.column(name) as Extract<Column, { type: 'boolean' }>).values;
      yield {
        ...beside,
        batch: batch.replaceColumns(schema, new Map()),
        failures: new Map([...failures].map(([name, held]) => [name, bits(held)])),
        originals: new Map([...originals].map(([name, held]) => [name, batch.column(held)])),
      };
    }
  }

  /** Whoever gave the directory removes it. */
  forget(): void {
    this.#first = [];
  }

  async #write({ batch, failures, originals, ...beside }: ConformedRows): Promise<void> {
    const fields: Field[] = [...batch.schema];
    const columns = new Map<string, Column>();
    const hold = (name: string, column: Column): [string, string] => {
      let free = `~${name}`;
      while (fields.some((field) => field.name === free)) free = `~${free}`;
      fields.push({ name: free, type: column.type });
      columns.set(free, column);
      return [name, free];
    };
    const known = {
      failures: new Map([...failures].map(([name, values]) => hold(name, { type: 'boolean', values }))),
      originals: new Map([...originals].map(([name, column]) => hold(name, column))),
    };
    if (this.#beside.length === 0) {
      await mkdir(this.#dir, { recursive: true, mode: 0o700 }).catch((error) => {
        throw toStoreError(error, `rows could not be held in ${this.#dir}`, 'free some space there');
      });
    }
    await writePart(this.#dir, this.#beside.length, batch.replaceColumns(fields, columns));
    this.#beside.push({ ...beside, ...known, schema: batch.schema });
  }
}
