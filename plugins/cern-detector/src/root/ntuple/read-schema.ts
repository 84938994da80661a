import type { LittleEndian } from '../bytes/little-endian.ts';
import { Damage } from '../damage.ts';
import { LIMITS } from '../limits.ts';

/** A field's id is its place in the list; a top-level field is its own parent. */
export interface Field {
  readonly id: number;
  readonly parent: number;
  /** 0 leaf, 1 collection, 2 record, 3 variant, 4 streamed. */
  readonly role: number;
  readonly name: string;
  readonly type: string;
  /** Items of a fixed array; 0 for other fields. */
  readonly arraySize: number;
  /** The field that holds the values of a projected field. */
  readonly projects?: number;
}

/** A column's id is its place in the list. */
export interface Column {
  readonly id: number;
  readonly type: number;
  readonly bits: number;
  readonly field: number;
  readonly representation: number;
  /** Its first elements that were not written and read as zero. */
  readonly deferred: number;
}

export interface Schema {
  readonly fields: Field[];
  readonly columns: Column[];
  /** The columns of projected fields, by field. */
  readonly aliases: Map<number, number[]>;
}

/** Reads the four lists of a schema and adds them to what the header said: the footer extends it. */
export function readSchema(body: LittleEndian, schema: Schema, what: string): void {
  const fields = body.list(8);
  if (schema.fields.length + fields.items > LIMITS.fields) throw new Damage(`${what}: more than ${LIMITS.fields} fields`);
  for (let index = 0; index < fields.items; index++) {
    const record = body.record();
    body.skip(8);
    const parent = body.u32();
    const role = body.u16();
    const flags = body.u16();
    const name = body.text();
    const type = body.text();
    body.text();
    body.text();
    const arraySize = flags & 1 ? body.count() : 0;
    const projects = flags & 2 ? body.u32() : undefined;
    body.leave(record);
    const id = schema.fields.length;
    if (parent > id) throw new Damage(`${what}: field ${id} has a parent ${parent} behind it`);
    schema.fields.push({ id, parent, role, name, type, arraySize, projects });
  }
  body.leave(fields);

  const columns = body.list(8);
  if (schema.columns.length + columns.items > LIMITS.fields) throw new Damage(`${what}: more than ${LIMITS.fields} columns`);
  for (let index = 0; index < columns.items; index++) {
    const record = body.record();
    const type = body.u16();
    const bits = body.u16();
    const field = body.u32();
    const flags = body.u16();
    const representation = body.u16();
    // Negative where the column's first representation was suppressed.
    const first = flags & 1 ? Number(body.i64()) : 0;
    body.leave(record);
    schema.columns.push({ id: schema.columns.length, type, bits, field, representation, deferred: Math.abs(first) });
  }
  body.leave(columns);

  const aliases = body.list(8);
  for (let index = 0; index < aliases.items; index++) {
    const record = body.record();
    const column = body.u32();
    const field = body.u32();
    body.leave(record);
    schema.aliases.set(field, [...(schema.aliases.get(field) ?? []), column]);
  }
  body.leave(aliases);
  // Types of streamed fields.
  body.leave(body.list(8));
}
