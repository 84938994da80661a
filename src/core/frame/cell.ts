import type { Column } from './types.ts';

/** One value as it goes into JSON: integers beyond 2^53 as text, times as ISO 8601 in UTC. */
export type Cell = string | number | boolean | null;

export function cellAt(column: Column, row: number): Cell {
  if (column.valid && column.valid[row] === 0) return null;
  switch (column.type) {
    case 'text':
      return column.dictionary[column.codes[row]];
    case 'boolean':
      return column.values[row] === 1;
    case 'integer': {
      const value = column.values[row];
      const number = Number(value);
      return Number.isSafeInteger(number) ? number : value.toString();
    }
    case 'number': {
      const value = column.values[row];
      return Number.isFinite(value) ? value : Number.isNaN(value) ? null : String(value);
    }
    case 'date':
      return formatMicros(column.values[row]).slice(0, 10);
    case 'timestamp':
      return formatMicros(column.values[row]);
  }
}

/** `2001-06-30T23:59:00Z`, with as many decimals as the value needs (0, 3 or 6). */
export function formatMicros(micros: number): string {
  const millis = Math.floor(micros / 1000);
  const date = new Date(millis);
  if (Number.isNaN(date.getTime())) return String(micros);
  const iso = date.toISOString();
  const rest = micros - millis * 1000;
  if (rest !== 0) return `${iso.slice(0, -1)}${String(rest).padStart(3, '0')}Z`;
  return iso.endsWith('.000Z') ? `${iso.slice(0, -5)}Z` : iso;
}
