import { Flags, type Interfaces } from '@oclif/core';
import { UsageError } from '../../core/errors.ts';

/** The flags by which `oads run` is more than one run over the config's window. */
export const MODE_FLAGS = {
  window: Flags.string({
    helpValue: 'A/B',
    relationships: [{ type: 'none', flags: ['since-last', 'every'] }],
    summary: 'rows of this ISO 8601 interval in place of the window of the config; its end is the as-of time',
  }),
  step: Flags.string({
    helpValue: 'DURATION',
    relationships: [{ type: 'all', flags: ['window'] }],
    summary: 'backfill: one run for each 1d, 6h, P1M of --window',
  }),
  force: Flags.boolean({ relationships: [{ type: 'all', flags: ['step'] }], summary: 'also run steps that have a run' }),
  'keep-going': Flags.boolean({
    relationships: [{ type: 'all', flags: ['step'] }],
    summary: 'go on with the next step when source, disk or model fail',
  }),
  'since-last': Flags.boolean({ summary: 'rows from where the last run that was not withheld ended; at first the window of the config' }),
  overlap: Flags.string({
    helpValue: 'DURATION',
    relationships: [{ type: 'all', flags: ['since-last'] }],
    summary: 'begin so much earlier, for rows that come late',
  }),
  every: Flags.string({ helpValue: 'WHEN', summary: 'run again and again: a duration such as 5m, or a cron expression' }),
  timezone: Flags.string({
    helpValue: 'ZONE',
    relationships: [{ type: 'all', flags: ['every'] }],
    summary: 'of the cron expression (default: UTC)',
  }),
  'max-runs': Flags.integer({
    helpValue: 'N',
    min: 1,
    relationships: [{ type: 'all', flags: ['every'] }],
    summary: 'end after so many runs',
  }),
  notify: Flags.boolean({
    allowNo: true,
    summary: 'tell the channels of `notify` what changed (default: yes, but not for the steps of a backfill)',
  }),
};

export type ModeFlags = Interfaces.InferredFlags<typeof MODE_FLAGS>;

/** Where the command says which moment counts as now, a second opinion can only be a mistake. */
export function refuseAsOf(flags: { window?: string; every?: string; 'as-of'?: string }): void {
  const [mode, what] =
    flags.window !== undefined
      ? ['--window', 'the end of the window is the as-of time']
      : flags.every !== undefined
        ? ['--every', 'the due time of each run is its as-of time']
        : [];
  if (mode === undefined || flags['as-of'] === undefined) return;
  throw new UsageError('OADS_USAGE_AS_OF', `expected no --as-of (nor OADS_AS_OF) beside ${mode}, got ${flags['as-of']}`, {
    hint: `leave it out: ${what}`,
  });
}

/** From today on, no longer one leaves the years that dates are written in. */
const MOST_OVERLAP_MS = 36_525 * 86_400_000;

/** A duration as in the config. */
export async function parseOverlap(text: string | undefined): Promise<number | undefined> {
  if (text === undefined) return undefined;
  const { parseDurationMs } = await import('../../core/config/durations.ts');
  const ms = /^[0-9]{1,9}(ms|s|m|h|d|w)$/.test(text) ? parseDurationMs(text) : Number.POSITIVE_INFINITY;
  if (ms <= MOST_OVERLAP_MS) return ms;
  const got = JSON.stringify(text);
  throw new UsageError('OADS_USAGE_OVERLAP', `--overlap: expected a duration of at most 100 years, got ${got}`, { hint: 'for example 1h' });
}
