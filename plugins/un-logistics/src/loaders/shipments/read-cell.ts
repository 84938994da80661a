import type { RecordValue } from '@oads/cli/plugin';
import { type DateFormat, readDate } from '../read-date.ts';
import type { CellKind } from './shipment-columns.ts';

/** `See ASN-93 (ID#:1281)`: the figure is that of line 1281. */
export interface Reference {
  readonly asn: string;
  readonly id: string;
}

/** What a cell says; `wrong` says what was expected where it says nothing known. */
export interface ReadCell {
  readonly value: RecordValue;
  readonly note?: string;
  readonly reference?: Reference;
  readonly wrong?: string;
}

const NOTHING: ReadCell = { value: null };
/** `N/A`, `N/A - From RDC`; not `NA-001`, nor the country NA. */
const NOT_APPLICABLE = /^n\/a(?:\s*[-–—:].*)?$/is;
/** No date, number or yes is written so. */
const NO_VALUE = /^na$/i;
const REFERENCE = /^see\s+(\S{1,64})\s+\(id\s*#\s*:?\s*([^\s)]{1,64})\)$/i;
/** Thousands may be set off by commas, in threes. */
const NUMBER = /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d*)?(?:e[+-]?\d{1,3})?$/i;
const DATE_NOTE = /^(?:date not captured|not captured|na|n\/a\b.*|.*\bprocess)$/i;
const FIGURE_NOTES: readonly (readonly [RegExp, string])[] = [
  [/\bseparately$/i, 'separately'],
  [/\bin (?:the )?commodity cost$/i, 'in commodity cost'],
  [/\bnot captured$/i, 'not captured'],
];
/** A longer cell is no date, number or note. */
const MOST_CHARACTERS = 200;

export function readCell(text: string, kind: CellKind, formats: readonly DateFormat[]): ReadCell {
  const trimmed = text.trim();
  if (trimmed === '') return NOTHING;
  if (kind === 'code') return /^n\/a$/i.test(trimmed) ? NOTHING : { value: trimmed };
  if (kind === 'text') return NOT_APPLICABLE.test(trimmed) ? NOTHING : { value: trimmed };
  if (trimmed.length > MOST_CHARACTERS) return { value: null, wrong: EXPECTED[kind] };
  const value = readValue(trimmed, kind, formats);
  if (value !== undefined) return { value };
  if (kind === 'noted-date' && DATE_NOTE.test(trimmed)) return { value: null, note: trimmed };
  if (kind === 'figure') {
    const [, asn, id] = REFERENCE.exec(trimmed) ?? [];
    if (id !== undefined) return { value: null, reference: { asn, id } };
    const note = FIGURE_NOTES.find(([pattern]) => pattern.test(trimmed))?.[1];
    if (note !== undefined) return { value: null, note };
  }
  return NOT_APPLICABLE.test(trimmed) || NO_VALUE.test(trimmed) ? NOTHING : { value: null, wrong: EXPECTED[kind] };
}

const EXPECTED: Readonly<Record<Exclude<CellKind, 'text' | 'code'>, string>> = {
  date: 'a date',
  'noted-date': 'a date',
  number: 'a number',
  figure: 'a number',
  'yes-no': 'yes or no',
};

function readValue(text: string, kind: CellKind, formats: readonly DateFormat[]): RecordValue | undefined {
  if (kind === 'date' || kind === 'noted-date') return readDate(text, formats);
  if (kind === 'yes-no') return /^(?:yes|y|true|1)$/i.test(text) ? true : /^(?:no|n|false|0)$/i.test(text) ? false : undefined;
  if (!NUMBER.test(text) || !/\d/.test(text)) return undefined;
  const number = Number(text.replaceAll(',', ''));
  return Number.isFinite(number) ? number : undefined;
}
