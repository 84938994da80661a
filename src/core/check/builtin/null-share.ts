import Type, { type Static } from 'typebox';
import type { Batch } from '../../frame/batch.ts';
import { countMarked, markMissing } from '../../frame/missing-rows.ts';
import type { CheckContext, CheckState, Finding, SummaryCheck } from '../check.ts';
import { LowestSamples } from '../lowest-samples.ts';
import { formatCount, formatLimit, formatShare } from '../wording.ts';

const Options = Type.Object(
  {
    column: Type.String({ minLength: 1, description: 'the column whose nulls are counted' }),
    max: Type.Number({ minimum: 0, exclusiveMaximum: 1, description: 'largest share of nulls that passes, from 0 to below 1' }),
  },
  { additionalProperties: false },
);
type Options = Static<typeof Options>;

/** At most a share of the values is missing (null, NaN, or unreadable as its type). */
export const nullShareCheck: SummaryCheck = {
  kind: 'summary',
  name: 'null_share',
  description: 'at most a share of the values of a column is null',
  options: Options,
  columns: (options) => [(options as Options).column],
  readsValues: () => false,
  rowShare: {
    judge: (batch, options, _context, verdicts) => {
      const missing = markMissing(batch.column((options as Options).column));
      if (missing) verdicts.set(missing);
    },
    allowed: (options) => (options as Options).max,
  },
  start: (options, context) => new NullShareState(options as Options, context),
};

class NullShareState implements CheckState {
  readonly #options: Options;
  readonly #context: CheckContext;
  readonly #samples = new LowestSamples();
  #rows = 0;
  #nulls = 0;

  constructor(options: Options, context: CheckContext) {
    this.#options = options;
    this.#context = context;
  }

  update(batch: Batch): void {
    const name = this.#options.column;
    const missing = markMissing(batch.column(name));
    const nulls = countMarked(missing);
    this.#rows += batch.rows;
    this.#nulls += nulls;
    if (missing && nulls > 0) this.#samples.takeMarked(batch, missing, 1, [...this.#context.key, name]);
  }

  merge(other: NullShareState): void {
    this.#rows += other.#rows;
    this.#nulls += other.#nulls;
    this.#samples.merge(other.#samples);
  }

  finding(): Finding {
    const { column: name, max } = this.#options;
    // Divided, not multiplied: 29 of 100 is exactly .29, but .29 × 100 is less than 29.
    const passed = this.#rows === 0 || this.#nulls / this.#rows <= max;
    return {
      passed,
      observed: `${formatShare(this.#nulls, this.#rows)} null (${formatCount(this.#nulls)} of ${formatCount(this.#rows)})`,
      expected: `at most ${formatLimit(max)} null`,
      rows: { judged: this.#rows, failed: this.#nulls },
      samples: this.#samples.list,
      hint: passed ? undefined : `find out why "${name}" is missing at the source, or raise max`,
    };
  }
}
