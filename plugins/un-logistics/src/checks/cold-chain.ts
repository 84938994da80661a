import type { Batch, GroupCheck, HostApi } from '@oads/cli/plugin';
import { readText } from '../measures/read-text.ts';
import { splitInstants } from '../measures/split-instants.ts';
import { toCelsius } from '../measures/to-celsius.ts';
import { columnOption, columnsOption } from '../options/column-option.ts';
import { durationOption, toMicros } from '../options/duration-option.ts';
import { toleranceOption } from '../options/tolerance-option.ts';

interface Options {
  readonly key: readonly string[];
  readonly time: string;
  readonly values: readonly string[];
  readonly unit: string;
  readonly type: string;
  readonly min_celsius: number;
  readonly max_celsius: number;
  readonly longer_than: string;
  readonly max_gap?: string;
}
const DEFAULTS: Options = {
  key: ['sensor_device'],
  time: 'sensor_time',
  values: ['sensor_value', 'sensor_min', 'sensor_max'],
  unit: 'sensor_uom',
  type: 'sensor_type',
  min_celsius: 2,
  max_celsius: 8,
  longer_than: '1h',
};
interface Reading {
  readonly row: number;
  readonly at: number;
  readonly isOutside: boolean;
}
const read = (options: Record<string, unknown>): Options => ({ ...DEFAULTS, ...options });

/**
 * No temperature stays outside its range for long. An excursion lasts from its first reading outside to the next one inside (the
 * last reading if none follows, or the last one before a gap); all its readings fail. Of several at one instant, any outside counts.
 */
export const coldChainCheck = (api: HostApi): GroupCheck => ({
  kind: 'group',
  name: 'cold-chain',
  description: 'no temperature stays outside its range for longer than allowed, and no readings are missing',
  options: api.Type.Object(
    {
      key: columnsOption(api, DEFAULTS.key, 'what has readings of its own: a device, a container, an EPC'),
      time: columnOption(api, DEFAULTS.time, 'when the reading was taken'),
      values: columnsOption(api, DEFAULTS.values, 'temperatures; every one that is known must be in the range'),
      unit: api.Type.Optional(
        api.Type.String({ default: DEFAULTS.unit, description: 'column of the unit, CEL, FAH or KEL; "" where all are Celsius' }),
      ),
      type: api.Type.Optional(
        api.Type.String({
          default: DEFAULTS.type,
          description: 'column that says Temperature, other rows are not judged; "" where all are',
        }),
      ),
      min_celsius: api.Type.Optional(
        api.Type.Number({ default: DEFAULTS.min_celsius, description: 'lowest temperature that is in the range' }),
      ),
      max_celsius: api.Type.Optional(
        api.Type.Number({ default: DEFAULTS.max_celsius, description: 'highest temperature that is in the range' }),
      ),
      longer_than: durationOption(api, DEFAULTS.longer_than, 'an excursion may last so long'),
      max_gap: durationOption(api, undefined, 'a reading fails that comes later than this after the one before; without it gaps pass'),
      ...toleranceOption(api),
    },
    { additionalProperties: false },
  ),
  columns(options) {
    const { key, time, values, unit, type } = read(options);
    return [...key, time, ...values, ...[unit, type].filter((name) => name !== '')];
  },
  group: (options) => ({ key: read(options).key, order: [read(options).time] }),

  judge(rows, options, _context, verdicts) {
    const own = read(options);
    const times = rows.numbers(own.time);
    const isOutside = judgeReadings(rows, own);
    const allowed = toMicros(own.longer_than);
    const maxGap = own.max_gap === undefined ? Number.POSITIVE_INFINITY : toMicros(own.max_gap);
    const readings: Reading[] = [];
    for (let row = 0; row < rows.rows; row++) {
      if (isOutside[row] === 2 || Number.isNaN(times[row])) verdicts[row] = 2;
      else readings.push({ row, at: times[row], isOutside: isOutside[row] === 1 });
    }
    let excursion: Reading[] = [];
    let before = Number.NaN;
    const end = (at: number) => {
      if (excursion.length > 0 && at - excursion[0].at > allowed) for (const { row } of excursion) verdicts[row] = 1;
      excursion = [];
    };
    for (const instant of splitInstants(readings)) {
      const [{ at }] = instant;
      if (at - before > maxGap) {
        end(before);
        for (const { row } of instant) verdicts[row] = 1;
      }
      const outside = instant.filter((reading) => reading.isOutside);
      if (outside.length === 0) end(at);
      excursion.push(...outside);
      before = at;
    }
    end(before);
  },

  expectation(options) {
    const { min_celsius, max_celsius, longer_than, max_gap } = read(options);
    if (min_celsius > max_celsius) {
      throw new api.UsageError(
        'OADS_CHECK_OPTIONS',
        `cold-chain: expected min_celsius <= max_celsius, got ${min_celsius} and ${max_celsius}`,
      );
    }
    const gaps = max_gap === undefined ? '' : `, a reading every ${max_gap}`;
    return `${min_celsius} to ${max_celsius} °C, excursions of at most ${longer_than}${gaps}`;
  },
});

/** 1 where a reading is outside the range, 2 where a row is no reading of a temperature. */
function judgeReadings(rows: Batch, { values, unit, type, min_celsius, max_celsius }: Options): Uint8Array {
  const columns = values.map((name) => rows.numbers(name));
  const unitOf = unit === '' ? () => null : readText(rows, unit);
  const typeOf = type === '' ? () => 'Temperature' : readText(rows, type);
  return Uint8Array.from({ length: rows.rows }, (_, row) => {
    // `gs1:Temperature` and `https://gs1.org/voc/Temperature` are the same.
    if (typeOf(row)?.split(/[:/]/).at(-1) !== 'Temperature') return 2;
    const known = columns.map((column) => toCelsius(column[row], unitOf(row))).filter((celsius) => !Number.isNaN(celsius));
    if (known.length === 0) return 2;
    return Number(known.some((celsius) => celsius < min_celsius || celsius > max_celsius));
  });
}
