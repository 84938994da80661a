import type { ColumnType } from '@oads/cli/plugin';
import type { Tagspec } from './read-tagspec.ts';

/** Tags whose values are numbers, from the HXL standard's default schema; the others say so with `+num`. */
const NUMBERS: readonly string[] = ['#population', '#affected', '#inneed', '#targeted', '#reached', '#value'];
/** Attributes that make names, codes or words of any tag. */
const WORDS: readonly string[] = ['code', 'id', 'name', 'text', 'label', 'type', 'currency', 'unit', 'description', 'url'];
/** Parts of a date, which are no dates. */
const PARTS: readonly string[] = ['year', 'month', 'week', 'quarter', 'day', 'weekday'];

/** The type that the HXL standard gives a column; undefined where its values have to tell. */
export function typeOfTag({ tag, attributes }: Tagspec): ColumnType | undefined {
  const has = (names: readonly string[]) => attributes.some((attribute) => names.includes(attribute));
  if (has(WORDS)) return 'text';
  if (attributes.includes('num')) return 'number';
  if (attributes.includes('date') || tag === '#date') return has(PARTS) ? undefined : 'date';
  if (tag === '#geo') return has(['lat', 'lon', 'elevation']) ? 'number' : undefined;
  return NUMBERS.includes(tag) ? 'number' : undefined;
}
