import type { GroupCheck, HostApi } from '@oads/cli/plugin';
import { columnOption } from '../options/column-option.ts';
import { textAt } from '../options/text-at.ts';
import { toleranceOption } from '../options/tolerance-option.ts';
import { listOverlaps } from '../schedule/list-overlaps.ts';

const COLUMNS = {
  carrier: 'carrier',
  flight: 'flight',
  suffix: 'suffix',
  leg_sequence: 'leg_sequence',
  period_from: 'period_from',
  period_to: 'period_to',
  days: 'days',
  frequency: 'frequency',
};

/** One leg of one flight is scheduled at most once a day. */
export const scheduleOverlapCheck = (api: HostApi): GroupCheck => ({
  kind: 'group',
  name: 'schedule-overlap',
  description: 'no leg of a flight is scheduled twice for a day: periods that share a day of operation overlap',
  options: api.Type.Object(
    {
      carrier: columnOption(api, COLUMNS.carrier, 'the airline'),
      flight: columnOption(api, COLUMNS.flight, 'the flight number'),
      suffix: columnOption(api, COLUMNS.suffix, 'the operational suffix: flights of two suffixes are two flights'),
      leg_sequence: columnOption(api, COLUMNS.leg_sequence, 'the number of the leg'),
      period_from: columnOption(api, COLUMNS.period_from, 'the first day of the period; null is open'),
      period_to: columnOption(api, COLUMNS.period_to, 'the last day of the period; null is open'),
      days: columnOption(api, COLUMNS.days, 'the days of operation, 1 Monday to 7 Sunday: 135'),
      frequency: columnOption(api, COLUMNS.frequency, 'the frequency: 2 is every other week from that of the first day on'),
      share: api.Type.Optional(
        api.Type.Union([api.Type.Literal('day'), api.Type.Literal('weekday')], {
          default: 'day',
          description:
            'what two periods must share to overlap: a day of operation (the default), or only a day of the week, though its dates lie outside the other period',
        }),
      ),
      ...toleranceOption(api),
    },
    { additionalProperties: false },
  ),
  columns: (options) => Object.values(columnsOf(options)),
  group(options) {
    const { carrier, flight, leg_sequence: leg, period_from: from } = columnsOf(options);
    return { key: [carrier, flight, leg], order: [from] };
  },
  expectation: ({ share }) => `no leg of a flight scheduled twice for a ${share === 'weekday' ? 'day of the week' : 'day'}`,

  judge(rows, options, _context, verdicts) {
    const { suffix, period_from: from, period_to: to, days, frequency } = columnsOf(options);
    const suffixAt = textAt(rows, suffix);
    const daysAt = textAt(rows, days);
    const frequencyAt = textAt(rows, frequency);
    const first = rows.numbers(from);
    const last = rows.numbers(to);
    const periods = Array.from({ length: rows.rows }, (_, row) => ({
      suffix: suffixAt(row) ?? '',
      from: Number.isNaN(first[row]) ? Number.NEGATIVE_INFINITY : first[row],
      to: Number.isNaN(last[row]) ? Number.POSITIVE_INFINITY : last[row],
      days: daysAt(row) ?? '',
      alternates: frequencyAt(row) === '2',
    }));
    for (let row = 0; row < rows.rows; row++) if (daysAt(row) === null) verdicts[row] = 2;
    // The later of the two is told: the earlier one was there.
    for (const { later, days: shared } of listOverlaps(periods)) {
      if (shared.length > 0 || options.share === 'weekday') verdicts[later] = 1;
    }
  },
});

function columnsOf(options: Record<string, unknown>): typeof COLUMNS {
  const own = Object.entries(options).filter(([key]) => key in COLUMNS);
  return { ...COLUMNS, ...Object.fromEntries(own) };
}
