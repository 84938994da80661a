import type { Batch, CheckContext, CheckState, Finding, HostApi, SummaryCheck } from '@oads/cli/plugin';
import { findCongested } from '../congestion/find-congested.ts';
import { MOST_AIRPORT_DAYS, Movements } from '../congestion/movements.ts';
import { type Baseline, parseBaseline } from '../congestion/parse-baseline.ts';
import { columnOption, columnsOption } from '../options/column-option.ts';
import { firstKnown } from '../options/first-known.ts';
import { textAt } from '../options/text-at.ts';
import { formatCount } from '../rates/format-rate.ts';

interface Options {
  readonly origin: string;
  readonly destination: string;
  readonly departure: readonly string[];
  readonly arrival: readonly string[];
  readonly cancelled: string;
  readonly movements: 'both' | 'departures' | 'arrivals';
  readonly baseline?: string;
  readonly z: number;
  readonly min_days: number;
  readonly allowed: number;
}
const DEFAULTS: Options = {
  origin: 'origin',
  destination: 'destination',
  departure: ['actual_off_block', 'estimated_off_block', 'scheduled_off_block'],
  arrival: ['actual_on_block', 'estimated_on_block', 'scheduled_on_block'],
  cancelled: 'cancelled',
  movements: 'both',
  z: 4,
  min_days: 7,
  allowed: 0,
};
const MOST_NAMED = 3;

/**
 * No airport has far more movements in an hour than usual. A flight counts at both of its airports, so that no group of rows holds
 * an airport's movements; the counts of airport-hours are the state instead, and merge exactly.
 */
export const congestionCheck = (api: HostApi): SummaryCheck => ({
  kind: 'summary',
  name: 'congestion',
  description: 'no airport has far more movements in an hour than its baseline, or than the same hour of its other days',
  options: api.Type.Object(
    {
      origin: columnOption(api, DEFAULTS.origin, 'the airport of departure'),
      destination: columnOption(api, DEFAULTS.destination, 'the airport of arrival'),
      departure: columnsOption(api, DEFAULTS.departure, 'the time of departure, of which the hour counts'),
      arrival: columnsOption(api, DEFAULTS.arrival, 'the time of arrival'),
      cancelled: columnOption(api, DEFAULTS.cancelled, 'whether the flight was cancelled: it is no movement'),
      movements: api.Type.Optional(
        api.Type.Union([api.Type.Literal('both'), api.Type.Literal('departures'), api.Type.Literal('arrivals')], {
          default: DEFAULTS.movements,
          description: 'what is counted; default both',
        }),
      ),
      baseline: api.Type.Optional(
        api.Type.String({
          minLength: 1,
          description: 'CSV with airport, hour, movements[, weekday], relative to the config; without it the same hours of other days are',
        }),
      ),
      z: api.Type.Optional(
        api.Type.Number({
          minimum: 1,
          maximum: 100,
          default: DEFAULTS.z,
          description: 'standard deviations above usual that are congestion; default 4',
        }),
      ),
      min_days: api.Type.Optional(
        api.Type.Integer({
          minimum: 3,
          default: DEFAULTS.min_days,
          description: 'without a baseline, days that an airport needs to be judged; default 7',
        }),
      ),
      allowed: api.Type.Optional(
        api.Type.Integer({ minimum: 0, default: DEFAULTS.allowed, description: 'congested hours that pass; default 0' }),
      ),
    },
    { additionalProperties: false },
  ),
  columns(options) {
    const { origin, destination, departure, arrival, cancelled, movements } = read(options);
    const departs = movements === 'arrivals' ? [] : [origin, ...departure];
    const arrives = movements === 'departures' ? [] : [destination, ...arrival];
    return [...new Set([...departs, ...arrives, cancelled])];
  },
  async prepare(options, { readFile }) {
    const { baseline } = read(options);
    return baseline === undefined ? undefined : parseBaseline(api, await readFile(baseline), baseline);
  },
  start: (options, context) => new CongestionState(api, read(options), context),
});

class CongestionState implements CheckState {
  readonly #options: Options;
  readonly #movements: Movements;
  readonly #baseline: Baseline | undefined;

  constructor({ SourceError }: HostApi, options: Options, { prepared }: CheckContext) {
    this.#options = options;
    this.#baseline = prepared as Baseline | undefined;
    if (options.baseline !== undefined && !this.#baseline) throw new Error('expected the baseline to be read before the first batch');
    this.#movements = new Movements(
      () => new SourceError('OADS_IATA_GROUPS', `expected at most ${MOST_AIRPORT_DAYS} days of airports, got more: check the times`),
    );
  }

  update(batch: Batch): void {
    const { origin, destination, departure, arrival, cancelled, movements } = this.#options;
    if (movements !== 'arrivals') this.#count(batch, origin, departure, cancelled);
    if (movements !== 'departures') this.#count(batch, destination, arrival, cancelled);
  }

  merge(other: CongestionState): void {
    this.#movements.merge(other.#movements);
  }

  finding(): Finding {
    const { z, min_days: minDays, allowed, baseline } = this.#options;
    const { judged, congested } = findCongested(this.#movements, this.#baseline, { z, minDays });
    const named = congested.slice(0, MOST_NAMED).map(({ airport, hour, movements, usual }) => {
      const at = new Date(hour * 3_600_000);
      const when = Number.isNaN(at.getTime()) ? 'an impossible time' : at.toISOString().slice(0, 13).replace('T', ' ');
      return `${airport} ${when}h: ${movements} against ${Number(usual.toFixed(1))}`;
    });
    const passed = congested.length <= allowed;
    return {
      passed,
      observed: `${formatCount(congested.length)} of ${formatCount(judged)} airport-hours congested${named.length > 0 ? `; ${named.join('; ')}` : ''}`,
      expected: `at most ${formatCount(allowed)} hours ${z} standard deviations above ${baseline === undefined ? 'the same hour of other days' : 'the baseline'}`,
      hint: passed ? undefined : 'retime or reroute what can wait, and tell the station; taxi times of these hours are no news',
    };
  }

  #count(batch: Batch, airportName: string, times: readonly string[], cancelledName: string): void {
    const airportAt = textAt(batch, airportName);
    const moments = firstKnown(batch, times);
    const cancelled = batch.numbers(cancelledName);
    for (let row = 0; row < batch.rows; row++) {
      const airport = airportAt(row);
      if (airport !== null && Number.isFinite(moments[row]) && cancelled[row] !== 1) this.#movements.add(airport, moments[row]);
    }
  }
}

function read(options: Record<string, unknown>): Options {
  return { ...DEFAULTS, ...options };
}
