import Type, { type Static } from 'typebox';
import { UsageError } from '../../errors.ts';
import type { Batch } from '../../frame/batch.ts';
import type { CheckState, Finding, SummaryCheck } from '../check.ts';
import { formatCount, formatRows } from '../wording.ts';

const Options = Type.Object(
  {
    min: Type.Optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'fewest rows that pass' })),
    max: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'most rows that pass' })),
  },
  { additionalProperties: false },
);
type Options = Static<typeof Options>;

/** The number of rows, without those set aside, lies in [min, max]. */
export const rowCountCheck: SummaryCheck = {
  kind: 'summary',
  name: 'row_count',
  description: 'the number of rows lies between min and max',
  options: Options,
  columns: () => [],
  start: (options) => new RowCountState(options as Options),
};

class RowCountState implements CheckState {
  readonly #min: number;
  readonly #max: number;
  #rows = 0;

  constructor({ min, max }: Options) {
    if (min === undefined && max === undefined) {
      throw new UsageError('OADS_CHECK_OPTIONS', 'row_count: expected min, max or both, got neither');
    }
    this.#min = min ?? 0;
    this.#max = max ?? Number.POSITIVE_INFINITY;
    if (this.#min > this.#max) throw new UsageError('OADS_CHECK_OPTIONS', `row_count: expected min <= max, got ${min} and ${max}`);
  }

  update(batch: Batch): void {
    this.#rows += batch.rows;
  }

  merge(other: RowCountState): void {
    this.#rows += other.#rows;
  }

  finding(): Finding {
    const passed = this.#rows >= this.#min && this.#rows <= this.#max;
    let expected = `${formatCount(this.#min)} to ${formatRows(this.#max)}`;
    if (this.#max === Number.POSITIVE_INFINITY) expected = `at least ${formatRows(this.#min)}`;
    else if (this.#min === 0) expected = `at most ${formatRows(this.#max)}`;
    const hint = passed
      ? undefined
      : `see whether the source delivered ${this.#rows < this.#min ? 'all of it' : 'some of it twice'} for this window`;
    return { passed, observed: formatRows(this.#rows), expected, hint };
  }
}
