import type { Rate } from '../../core/snapshot/parts.ts';

export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1.2 MB`, in powers of 1,000. */
export function formatBytes(bytes: number): string {
  const units = ['kB', 'MB', 'GB', 'TB'];
  if (bytes < 1000) return `${bytes} B`;
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1]}`;
}

/** `1.21 %`; small shares keep two digits that matter. */
export function formatPercent(share: number): string {
  const percent = share * 100;
  const digits = percent === 0 || percent >= 1 ? 2 : percent >= 0.01 ? 3 : 4;
  return `${percent.toFixed(digits)} %`;
}

/** `1.21 % (1,384 of 114,205; 95 % interval 1.15 % to 1.28 %)` */
export function formatRate(rate: Rate | null): string {
  if (!rate) return 'none: nothing was scored';
  return `${formatPercent(rate.value)} (${formatCount(rate.count)} of ${formatCount(rate.n)}; 95 % interval ${formatPercent(rate.interval[0])} to ${formatPercent(rate.interval[1])})`;
}

/** Aligns a list of rows into columns, two spaces apart; the last column is never padded. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  return rows.map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column]))).join('  '));
}
