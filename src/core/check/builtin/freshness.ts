import Type, { type Static } from 'typebox';
import { parseDurationMs } from '../../config/durations.ts';
import { Duration } from '../../config/schema-parts.ts';
import { SourceError } from '../../errors.ts';
import type { Batch } from '../../frame/batch.ts';
import { formatMicros } from '../../frame/cell.ts';
import type { CheckContext, CheckState, Finding, SummaryCheck } from '../check.ts';
import { LowestSamples } from '../lowest-samples.ts';
import { isTime } from '../time-or-number.ts';
import { formatRows } from '../wording.ts';

const DEFAULT_FUTURE_TOLERANCE = '5m';
const { pattern } = Duration as unknown as { pattern: string };

const Options = Type.Object(
  {
    column: Type.String({ minLength: 1, description: 'the column with the time of the event' }),
    max_age: Type.String({ pattern, description: 'a duration such as 30m, 12h, 7d: the newest event may be this old at the as-of time' }),
    future_tolerance: Type.Optional(
      Type.String({
        pattern,
        default: DEFAULT_FUTURE_TOLERANCE,
        description: 'a duration such as 5m: clocks differ, and event times up to this long after the as-of time pass',
      }),
    ),
  },
  { additionalProperties: false },
);
type Options = Static<typeof Options>;

/** The newest event is recent at the as-of time, and no event lies in the future. */
export const freshnessCheck: SummaryCheck = {
  kind: 'summary',
  name: 'freshness',
  description: 'the newest event is recent at the as-of time, and none lies in the future',
  options: Options,
  columns: (options) => [(options as Options).column],
  start: (options, context) => new FreshnessState(options as Options, context),
};

class FreshnessState implements CheckState {
  readonly #options: Options;
  readonly #context: CheckContext;
  readonly #samples = new LowestSamples();
  /** Microseconds since 1970. */
  readonly #oldestMicros: number;
  readonly #latestMicros: number;
  /** A future time is a fault of its row, so it must not pass for the newest event. */
  #newestMicros = Number.NEGATIVE_INFINITY;
  #futureRows = 0;

  constructor(options: Options, context: CheckContext) {
    this.#options = options;
    this.#context = context;
    this.#oldestMicros = (context.asOf.getTime() - parseDurationMs(options.max_age)) * 1000;
    this.#latestMicros = (context.asOf.getTime() + parseDurationMs(options.future_tolerance ?? DEFAULT_FUTURE_TOLERANCE)) * 1000;
  }

  update(batch: Batch): void {
    const name = this.#options.column;
    if (!isTime(batch, name)) {
      throw new SourceError('OADS_COLUMN_TYPE', `column "${name}" must be a date or timestamp, got ${batch.column(name).type}`, {
        hint: `give "${name}" the type timestamp in the contract`,
      });
    }
    const times = batch.numbers(name);
    let newest = this.#newestMicros;
    let future = 0;
    for (let row = 0; row < times.length; row++) {
      const time = times[row];
      if (time > this.#latestMicros) future++;
      else if (time > newest) newest = time;
    }
    this.#newestMicros = newest;
    this.#futureRows += future;
    if (future > 0) {
      const mask = Uint8Array.from(times, (time) => (time > this.#latestMicros ? 1 : 0));
      this.#samples.takeMarked(batch, mask, 1, [...this.#context.key, name]);
    }
  }

  merge(other: FreshnessState): void {
    this.#newestMicros = Math.max(this.#newestMicros, other.#newestMicros);
    this.#futureRows += other.#futureRows;
    this.#samples.merge(other.#samples);
  }

  finding(): Finding {
    const { max_age: maxAge, future_tolerance: tolerance = DEFAULT_FUTURE_TOLERANCE } = this.#options;
    const known = this.#newestMicros > Number.NEGATIVE_INFINITY;
    const fresh = this.#newestMicros >= this.#oldestMicros;
    // The times themselves, no age: an age is stale as soon as it is written.
    const newest = known ? `newest event ${formatMicros(this.#newestMicros)}` : 'no event time up to the as-of time';
    const hints = [
      ...(fresh ? [] : ['see whether the source has stopped delivering']),
      ...(this.#futureRows > 0 ? ['look at the clock and time zone of the rows in the samples'] : []),
    ];
    return {
      passed: fresh && this.#futureRows === 0,
      observed: this.#futureRows > 0 ? `${newest}, ${formatRows(this.#futureRows)} in the future` : newest,
      expected: `newest event at most ${maxAge} before the as-of time, none more than ${tolerance} after it`,
      samples: this.#samples.list,
      hint: hints.length > 0 ? hints.join('; ') : undefined,
    };
  }
}
