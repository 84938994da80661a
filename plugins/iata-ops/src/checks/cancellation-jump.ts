import type { Batch, CheckState, Finding, HostApi, SummaryCheck } from '@oads/cli/plugin';
import { columnOption } from '../options/column-option.ts';
import { textAt } from '../options/text-at.ts';
import { binomialTail } from '../rates/binomial-tail.ts';
import { formatRate, formatShare } from '../rates/format-rate.ts';
import { GroupCounts, MOST_GROUPS } from '../rates/group-counts.ts';

interface Options {
  readonly column: string;
  readonly by?: string;
  readonly rate: number;
  readonly alpha: number;
}
const DEFAULTS: Options = { column: 'cancelled', rate: 0.02, alpha: 0.001 };
const ALL = 'all flights';
const MOST_NAMED = 5;

/** No more flights are cancelled than the usual rate explains. */
export const cancellationJumpCheck = (api: HostApi): SummaryCheck => ({
  kind: 'summary',
  name: 'cancellation-jump',
  description: 'the share of cancelled flights, of all or by carrier or airport, is not above the usual rate by more than chance',
  options: api.Type.Object(
    {
      column: columnOption(api, DEFAULTS.column, 'whether a flight was cancelled'),
      by: api.Type.Optional(
        api.Type.String({
          minLength: 1,
          description: 'column whose values are judged apart: carrier, origin; without it all flights together',
        }),
      ),
      rate: api.Type.Optional(
        api.Type.Number({
          minimum: 0,
          exclusiveMaximum: 1,
          default: DEFAULTS.rate,
          description: 'the usual share of cancelled flights; default 0.02',
        }),
      ),
      alpha: api.Type.Optional(
        api.Type.Number({
          minimum: 1e-12,
          maximum: 0.5,
          default: DEFAULTS.alpha,
          description:
            'it fails where so many cancellations would be less probable than this at the usual rate (exact binomial, divided by the number of values of `by`); default 0.001',
        }),
      ),
    },
    { additionalProperties: false },
  ),
  columns(options) {
    const { column, by } = read(options);
    return by === undefined ? [column] : [column, by];
  },
  start: (options) => new CancellationState(api, read(options)),
});

class CancellationState implements CheckState {
  readonly #options: Options;
  readonly #counts: GroupCounts;

  constructor({ SourceError }: HostApi, options: Options) {
    this.#options = options;
    this.#counts = new GroupCounts(
      () => new SourceError('OADS_IATA_GROUPS', `expected at most ${MOST_GROUPS} values in column "${options.by}", got more`),
    );
  }

  update(batch: Batch): void {
    const { column, by } = this.#options;
    const cancelled = batch.numbers(column);
    const groupAt = by === undefined ? () => ALL : textAt(batch, by);
    for (let row = 0; row < batch.rows; row++) {
      const group = groupAt(row);
      if (group !== null && !Number.isNaN(cancelled[row])) this.#counts.add(group, cancelled[row] === 0 ? 0 : 1, 1);
    }
  }

  merge(other: CancellationState): void {
    this.#counts.merge(other.#counts);
  }

  finding(): Finding {
    const { rate, alpha, by } = this.#options;
    const groups = this.#counts.list();
    const jumps = groups.filter(({ hits, rows }) => binomialTail(hits, rows, rate) < alpha / groups.length);
    jumps.sort((one, other) => other.hits / other.rows - one.hits / one.rows || (one.group < other.group ? -1 : 1));
    const named = jumps.slice(0, MOST_NAMED).map(({ group, hits, rows }) => `${group}: ${formatRate(hits, rows)}`);
    const hits = groups.reduce((sum, group) => sum + group.hits, 0);
    const rows = groups.reduce((sum, group) => sum + group.rows, 0);
    const more = jumps.length > MOST_NAMED ? `; and ${jumps.length - MOST_NAMED} more` : '';
    return {
      passed: jumps.length === 0,
      observed: `${formatRate(hits, rows)} cancelled${by !== undefined && jumps.length > 0 ? `; ${named.join('; ')}${more}` : ''}`,
      expected: `no ${by ?? 'share'} significantly above ${formatShare(rate)}`,
      hint:
        jumps.length > 0
          ? 'see whether weather, a strike or the feed itself explains it; models and baselines of normal days do not hold'
          : undefined,
    };
  }
}

function read(options: Record<string, unknown>): Options {
  return { ...DEFAULTS, ...options };
}
