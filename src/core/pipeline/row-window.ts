import type { Config } from '../config/defaults.ts';
import { UsageError } from '../errors.ts';

/** From `from` on, up to but not including `to`. */
export interface TimeSpan {
  readonly from: Date;
  readonly to: Date;
}

/** The rows that a run reads, by the time column of the config. */
export interface RowWindow extends TimeSpan {
  readonly column: string;
  /** The config's [as-of - length, as-of); named by the command; or from where the last run ended. */
  readonly by: 'config' | 'command' | 'last-run';
}

/** Undefined where the config has no time column: then all rows are read. */
export function configWindow({ window }: Pick<Config, 'window'>, asOf: Date): RowWindow | undefined {
  return window && { column: window.column, from: new Date(asOf.getTime() - window.lengthMs), to: asOf, by: 'config' };
}

/** What to do where a window leaves too few rows for a fit. */
export function hintToWiden({ from, to }: TimeSpan): string {
  return `\`window\` lets only rows from ${from.toISOString()} up to ${to.toISOString()} through: fit with a longer window in the config, or name all reference rows with --reference FILE`;
}

/** For what cannot do without a time column. Throws UsageError. */
export function requireWindow({ window, file }: Pick<Config, 'window' | 'file'>, wantedBy: string): NonNullable<Config['window']> {
  if (window) return window;
  throw new UsageError('OADS_USAGE_WINDOW', `${file}: expected \`window\` to name the time column for ${wantedBy}, got no window`, {
    hint: 'write for example `window: {column: departed, length: 1d}` into the config',
  });
}

/** Whether it is the one that the config gives at this as-of time, whoever named it. */
export function isConfigWindow({ from, to }: TimeSpan, config: Pick<Config, 'window'>, asOf: Date): boolean {
  const own = configWindow(config, asOf);
  return own !== undefined && own.from.getTime() === from.getTime() && own.to.getTime() === to.getTime();
}
