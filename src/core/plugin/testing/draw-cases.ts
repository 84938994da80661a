import type { SourceRecord } from '../../frame/records-to-batches.ts';
import type { Field, Schema } from '../../frame/types.ts';
import { COLUMN_TYPES, type ColumnType } from '../../schema/column-types.ts';
import type { RowsFixture } from '../fixtures.ts';
import { drawOddValue, drawValue } from './draw-values.ts';
import { createRandom, type Random } from './random.ts';

/** Rows on which laws are proved. */
export interface Case {
  readonly label: string;
  readonly schema: Schema;
  readonly rows: readonly SourceRecord[];
  /** Columns of a type that the contribution may well refuse, in one clear line. */
  readonly mayRefuse: boolean;
}

const ROWS = 24;

/** `columns`: what the contribution reads with these options. */
export function drawCases(columns: readonly string[], { schema, rows = [] }: RowsFixture, seed = 1): Case[] {
  const random = createRandom(seed);
  const cases: Case[] = [];
  const add = (label: string, of: Schema, drawn: readonly SourceRecord[], mayRefuse: boolean) =>
    cases.push({ label, schema: of, rows: drawn, mayRefuse });
  if (schema) {
    if (rows.length > 0) {
      add('the rows of the fixture', schema, rows, false);
      add('rows drawn from the fixture', schema, drawLike(rows, schema, random), false);
    }
    add('random rows', schema, drawRows(schema, drawValue, random), false);
    add('rows of nulls', schema, nulls(), false);
    add('no rows', schema, [], false);
    add('odd values', schema, drawRows(schema, drawOddValue, random), false);
  }
  for (const type of COLUMN_TYPES) {
    const all = columns.map((name): Field => ({ name, type }));
    const label = `columns of type ${type}`;
    add(label, all, drawRows(all, drawValue, random), true);
    add(`${label}, no rows`, all, [], true);
    if (schema === undefined) {
      add(`${label}, nulls`, all, nulls(), true);
      add(`${label}, odd values`, all, drawRows(all, drawOddValue, random), true);
    }
  }
  return cases;
}

function nulls(): SourceRecord[] {
  return Array.from({ length: ROWS }, () => ({}));
}

function drawRows(schema: Schema, draw: (type: ColumnType, random: Random) => SourceRecord[string], random: Random): SourceRecord[] {
  return Array.from({ length: ROWS }, () =>
    Object.fromEntries(schema.map(({ name, type }) => [name, random(8) === 0 ? null : draw(type, random)])),
  );
}

/** Rows of the fixture, a fifth of their values from other rows of it, some of them null. */
function drawLike(rows: readonly SourceRecord[], schema: Schema, random: Random): SourceRecord[] {
  const anyOf = () => rows[random(rows.length)];
  return Array.from({ length: ROWS }, () => {
    const base = anyOf();
    const pick = (name: string) => [base, base, base, anyOf()][random(4)][name];
    return Object.fromEntries(schema.map(({ name }) => [name, random(12) === 0 ? null : pick(name)]));
  });
}
