import { formatCount, formatInterval, formatPercent } from '../../core/profile/wording.ts';
import type { Rate } from '../../core/snapshot/parts.ts';

export { formatCount, formatPercent };

/** `1.2 MB`, in powers of 1,000. */
export function formatBytes(bytes: number): string {
  const units = ['kB', 'MB', 'GB', 'TB'];
  if (bytes < 1000) return `${bytes} B`;
  const power = Math.min(units.length, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(1)} ${units[power - 1]}`;
}

/** `1.21 % (1,384 of 114,205; 95 % interval 1.15 % to 1.28 %)` */
export function formatRate(rate: Rate | null): string {
  if (!rate) return 'none: nothing was scored';
  return `${formatPercent(rate.value)} (${formatCount(rate.count)} of ${formatCount(rate.n)}; ${formatInterval(rate.interval)})`;
}
