import { Damage } from '../damage.ts';
import type { ItemType } from '../table/table.ts';
import { encodingOf } from './encodings.ts';
import type { Column, Field, Schema } from './read-schema.ts';

/** The representations of a field's columns: each cluster stores one of them. */
export type Representations = readonly (readonly Column[])[];

/** How the values of a column of the table are stored. */
export interface FieldPlan {
  readonly name: string;
  readonly item: ItemType;
  readonly width: number;
  /** Ends of the lists, for a collection. */
  readonly ends?: Representations;
  readonly values: Representations;
  /** The values are ends of which the lengths are told, or ends and characters of texts. */
  readonly kind: 'values' | 'counts' | 'texts';
}

interface Place {
  readonly name: string;
  readonly width: number;
  readonly ends?: Representations;
}

/** The table's columns of a top-level field. Throws Damage for one that is not read. */
export function planField(schema: Schema, children: ReadonlyMap<number, readonly Field[]>, field: Field): FieldPlan[] {
  const plans: FieldPlan[] = [];
  const walk = (at: Field, place: Place): void => {
    const inner = children.get(at.id) ?? [];
    const columns = representationsOf(schema, at);
    if (at.arraySize > 0 && columns.length === 0) {
      if (place.ends) throw unread(at, 'arrays within lists');
      const width = place.width * at.arraySize;
      if (width > 1_000_000) throw unread(at, `arrays of ${at.arraySize}`);
      for (const child of inner) walk(child, { ...place, width });
    } else if (at.role === 1) {
      if (place.ends || place.width > 1) throw unread(at, 'lists within lists');
      if (columns.length === 0 || inner.length === 0) throw unread(at, 'a collection without columns');
      for (const child of inner) walk(child, { ...place, ends: columns });
    } else if (at.role === 2) {
      for (const child of inner)
        walk(child, { ...place, name: /^_\d+$/.test(child.name) && inner.length === 1 ? place.name : `${place.name}.${child.name}` });
    } else if (at.role !== 0) throw unread(at, at.role === 3 ? 'variants' : 'streamed objects');
    else if (columns.length > 0) plans.push(planLeaf(at, columns, place));
    else if (inner.length === 1) walk(inner[0], place);
    else throw unread(at, 'a field without columns');
  };
  walk(field, { name: field.name, width: 1 });
  return plans;
}

function planLeaf(field: Field, values: Representations, place: Place): FieldPlan {
  const encodings = values.map((columns) => columns.map(({ type }) => encodingOf(type)));
  const [first, second] = encodings[0];
  if (encodings.some((others) => others.length !== encodings[0].length || others[0].item !== first.item))
    throw unread(field, 'mixed columns');
  const width = place.width * Math.max(field.arraySize, 1);
  if (first.item === 'index' && second?.item === 'character' && width === 1 && !place.ends) {
    return { name: place.name, item: 'text', width, values, kind: 'texts' };
  }
  if (second || width > 1_000_000) throw unread(field, 'texts within lists');
  if (first.item === 'index') {
    if (place.ends || width > 1) throw unread(field, 'counts within lists');
    return { name: place.name, item: 'integer', width, values, kind: 'counts' };
  }
  if (place.ends && field.arraySize > 0) throw unread(field, 'arrays within lists');
  return { name: place.name, item: first.item === 'character' ? 'integer' : first.item, width, ends: place.ends, values, kind: 'values' };
}

/** A projected field has its columns through aliases. */
function representationsOf(schema: Schema, field: Field): Representations {
  const own = (schema.aliases.get(field.id) ?? []).map((id) => schema.columns[id]);
  const columns = own.length > 0 ? own : (columnsByField(schema).get(field.id) ?? []);
  if (columns.some((column) => column === undefined)) throw new Damage(`field ${JSON.stringify(field.name)}: its column does not exist`);
  const byRepresentation = new Map<number, Column[]>();
  for (const column of columns) {
    const others = byRepresentation.get(column.representation);
    if (others) others.push(column);
    else byRepresentation.set(column.representation, [column]);
  }
  return [...byRepresentation.values()];
}

function unread(field: Field, what: string): Damage {
  return new Damage(`${what} are not read (type ${field.type || 'unknown'})`, { kind: 'unsupported' });
}

const byField = new WeakMap<Schema, Map<number, Column[]>>();

function columnsByField(schema: Schema): Map<number, Column[]> {
  let known = byField.get(schema);
  if (!known) {
    known = new Map();
    for (const column of schema.columns) known.set(column.field, [...(known.get(column.field) ?? []), column]);
    byField.set(schema, known);
  }
  return known;
}
