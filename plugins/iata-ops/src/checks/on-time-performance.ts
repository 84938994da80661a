import type { Batch, CheckState, Finding, HostApi, SummaryCheck } from '@oads/cli/plugin';
import { columnOption } from '../options/column-option.ts';
import { formatRate, formatShare } from '../rates/format-rate.ts';

interface Options {
  readonly column: string;
  readonly late_from_min: number;
  readonly minute_is: 'late' | 'on-time';
  readonly max_late: number;
}
const DEFAULTS: Options = { column: 'arr_delay_min', late_from_min: 15, minute_is: 'late', max_late: 0.25 };

/** Enough flights are on time, by the definition that the desk uses. */
export const onTimePerformanceCheck = (api: HostApi): SummaryCheck => ({
  kind: 'summary',
  name: 'on-time-performance',
  description: 'at most so many flights are late by a quarter of an hour, or by the minute that the desk counts from',
  options: api.Type.Object(
    {
      column: columnOption(api, DEFAULTS.column, 'the delay in minutes'),
      late_from_min: api.Type.Optional(
        api.Type.Number({
          minimum: 0,
          default: DEFAULTS.late_from_min,
          description: 'the minute that parts on time from late; default 15',
        }),
      ),
      minute_is: api.Type.Optional(
        api.Type.Union([api.Type.Literal('late'), api.Type.Literal('on-time')], {
          default: DEFAULTS.minute_is,
          description: 'what a delay of exactly that minute is: late as BTS counts (the default), or on-time as "within 15 minutes" says',
        }),
      ),
      max_late: api.Type.Optional(
        api.Type.Number({
          minimum: 0,
          maximum: 1,
          default: DEFAULTS.max_late,
          description: 'share of flights that may be late; default 0.25',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  columns: (options) => [read(options).column],
  rowShare: {
    judge: (batch, options, _context, verdicts) => judgeLate(batch, read(options), verdicts),
    allowed: (options) => read(options).max_late,
  },
  start: (options) => new PunctualityState(read(options)),
});

class PunctualityState implements CheckState {
  readonly #options: Options;
  #late = 0;
  #rows = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  update(batch: Batch): void {
    const verdicts = new Uint8Array(batch.rows);
    judgeLate(batch, this.#options, verdicts);
    for (const verdict of verdicts) {
      if (verdict === 1) this.#late++;
      if (verdict !== 2) this.#rows++;
    }
  }

  merge(other: PunctualityState): void {
    this.#late += other.#late;
    this.#rows += other.#rows;
  }

  finding(): Finding {
    const { column, late_from_min: minute, minute_is: minuteIs, max_late: maxLate } = this.#options;
    const passed = this.#rows === 0 || this.#late / this.#rows <= maxLate;
    return {
      passed,
      observed: `${formatRate(this.#late, this.#rows)} late`,
      expected: `${column} ${minuteIs === 'late' ? 'below' : 'at most'} ${minute} minutes in all but ${formatShare(maxLate)} of flights`,
      rows: { judged: this.#rows, failed: this.#late },
      hint: passed ? undefined : 'look at the stations and hours where the delays begin; what follows from them is reactionary',
    };
  }
}

function judgeLate(batch: Batch, { column, late_from_min: minute, minute_is: minuteIs }: Options, verdicts: Uint8Array): void {
  const delays = batch.numbers(column);
  for (let row = 0; row < delays.length; row++) {
    if (Number.isNaN(delays[row])) verdicts[row] = 2;
    else if (minuteIs === 'late' ? delays[row] >= minute : delays[row] > minute) verdicts[row] = 1;
  }
}

function read(options: Record<string, unknown>): Options {
  return { ...DEFAULTS, ...options };
}
