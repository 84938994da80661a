import type { GroupCheck, HostApi } from '@oads/cli/plugin';
import { columnOption, columnsOption } from '../options/column-option.ts';
import { firstKnown } from '../options/first-known.ts';
import { textAt } from '../options/text-at.ts';
import { toleranceOption } from '../options/tolerance-option.ts';

interface Options {
  readonly airport: string;
  readonly origin: string;
  readonly gate: string;
  readonly until: readonly string[];
  readonly cancelled: string;
  readonly before_min: number;
  readonly flight_key: readonly string[];
}
const DEFAULTS: Options = {
  airport: 'gate_airport',
  origin: 'origin',
  gate: 'gate',
  until: ['actual_off_block', 'estimated_off_block', 'scheduled_off_block'],
  cancelled: 'cancelled',
  before_min: 30,
  flight_key: ['carrier', 'flight', 'flight_date'],
};

/** Two departures do not need one gate at the same time. */
export const gateClashCheck = (api: HostApi): GroupCheck => ({
  kind: 'group',
  name: 'gate-clash',
  description: 'no departure needs its gate before the one before it has left',
  options: api.Type.Object(
    {
      airport: columnOption(api, DEFAULTS.airport, 'the airport that the gate is of; origin where a table has gates of departures only'),
      origin: columnOption(api, DEFAULTS.origin, 'the airport of departure: gates of another airport are not judged'),
      gate: columnOption(api, DEFAULTS.gate, 'the gate or the stand'),
      until: columnsOption(api, DEFAULTS.until, 'the time when the gate is free; the last one puts a gate in order'),
      cancelled: columnOption(api, DEFAULTS.cancelled, 'whether the flight was cancelled'),
      before_min: api.Type.Optional(
        api.Type.Number({
          minimum: 0,
          default: DEFAULTS.before_min,
          description: 'minutes before it leaves that a flight needs its gate; default 30',
        }),
      ),
      flight_key: api.Type.Optional(
        api.Type.Array(api.Type.String({ minLength: 1 }), {
          maxItems: 8,
          default: [...DEFAULTS.flight_key],
          description: `columns that name a flight; of several rows of one, the last counts; default ${DEFAULTS.flight_key.join(', ')}`,
        }),
      ),
      ...toleranceOption(api),
    },
    { additionalProperties: false },
  ),
  columns(options) {
    const { airport, origin, gate, until, cancelled, flight_key: key } = read(options);
    return [...new Set([airport, origin, gate, ...until, cancelled, ...key])];
  },
  group(options) {
    const { airport, gate, until } = read(options);
    return { key: [airport, gate], order: [until[until.length - 1]] };
  },
  expectation: (options) => `a gate is free ${read(options).before_min} minutes before a flight leaves it`,

  judge(rows, options, _context, verdicts) {
    const { airport, origin, until, cancelled: cancelledName, before_min: beforeMin, flight_key: key } = read(options);
    verdicts.fill(2);
    const left = firstKnown(rows, until);
    const cancelled = rows.numbers(cancelledName);
    const [gateIsAt, departsFrom] = [textAt(rows, airport), textAt(rows, origin)];
    const keyOf = key.map((name) => textAt(rows, name));
    const lastRow = new Map<string, number>();
    for (let row = 0; row < rows.rows; row++) {
      lastRow.set(key.length === 0 ? String(row) : JSON.stringify(keyOf.map((read) => read(row))), row);
    }
    const stays = [...lastRow.values()].filter(
      (row) => !Number.isNaN(left[row]) && cancelled[row] !== 1 && gateIsAt(row) === departsFrom(row),
    );
    stays.sort((one, other) => left[one] - left[other] || one - other);
    for (const [at, row] of stays.entries()) {
      verdicts[row] = at > 0 && left[row] - left[stays[at - 1]] < beforeMin * 60_000_000 ? 1 : 0;
    }
  },
});

function read(options: Record<string, unknown>): Options {
  return { ...DEFAULTS, ...options };
}
