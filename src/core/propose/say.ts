import { formatMicros } from '../frame/cell.ts';
import { formatCount } from '../profile/wording.ts';
import type { ColumnLook } from './look/table-look.ts';

/** A number for people: `12,345`, `0.00123`, `1.2e20`. */
export function sayNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return `${value < 0 ? '-' : ''}${formatCount(Math.abs(value))}`;
  const short = String(Number(value.toPrecision(4)));
  if (short.includes('e') || Math.abs(value) >= 1e15) return Number(short).toExponential().replace('e+', 'e');
  const [whole, fraction] = short.split('.');
  return `${whole.startsWith('-') ? '-' : ''}${formatCount(Math.abs(Number(whole)))}${fraction ? `.${fraction}` : ''}`;
}

/** A number of the column, or the time that it stands for. */
export function sayValue({ type }: Pick<ColumnLook, 'type'>, value: number): string {
  if (type === 'timestamp') return formatMicros(value);
  return type === 'date' ? formatMicros(value).slice(0, 10) : sayNumber(value);
}

/** `1 value`, `4,000 values` */
export function sayCount(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** `a, b and c` */
export function sayList(items: readonly string[]): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
