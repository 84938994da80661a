import Type, { type Static } from 'typebox';
import { UsageError } from '../../errors.ts';
import type { Batch } from '../../frame/batch.ts';
import { countMarked, markMissing } from '../../frame/missing-rows.ts';
import { COLUMN_TYPES, type ColumnType } from '../../schema/column-types.ts';
import type { CheckContext, CheckState, Finding, SummaryCheck } from '../check.ts';
import { LowestSamples } from '../lowest-samples.ts';
import { formatCount } from '../wording.ts';

const Options = Type.Object(
  {
    column: Type.String({ minLength: 1, description: 'the column that must be there' }),
    type: Type.Optional(
      Type.Union(
        COLUMN_TYPES.map((type) => Type.Literal(type)),
        { description: 'type that all its values must be readable as' },
      ),
    ),
    nullable: Type.Optional(Type.Boolean({ default: true, description: 'false: any null fails the check' })),
    optional: Type.Optional(Type.Boolean({ default: false, description: 'true: the column may be missing altogether' })),
  },
  { additionalProperties: false },
);
type Options = Static<typeof Options>;

/** The column is there, every value is readable as its type, and no value is null where none may be. */
export const columnCheck: SummaryCheck = {
  kind: 'summary',
  name: 'column',
  description: 'a column exists, has its type, and holds no nulls where none are allowed',
  options: Options,
  // None must exist for the check to be computed: a missing column is what it looks for.
  columns: () => [],
  // The contract alone judges the type of a masked column, before it is masked.
  readsValues: (options) => (options as Options).type !== undefined,
  rowShare: {
    judge: (batch, options, context, verdicts) => {
      const { column: name, type, nullable = true } = options as Options;
      if (!batch.has(name)) return;
      const missing = nullable ? undefined : markMissing(batch.column(name));
      if (missing) verdicts.set(missing);
      const unreadable = type === undefined ? undefined : context.coercionFailures(name);
      if (unreadable) for (let row = 0; row < verdicts.length; row++) if (unreadable[row] === 1) verdicts[row] = 1;
    },
    allowed: () => 0,
  },
  start: (options, context) => new ColumnState(options as Options, context),
};

class ColumnState implements CheckState {
  readonly #options: Options;
  readonly #context: CheckContext;
  readonly #samples = new LowestSamples();
  #absent = false;
  #otherType?: ColumnType;
  #rows = 0;
  #nulls = 0;
  #unreadable = 0;

  constructor(options: Options, context: CheckContext) {
    const { column: name, type, nullable = true, optional = false } = options;
    if (optional && nullable && type === undefined) {
      throw new UsageError(
        'OADS_CHECK_OPTIONS',
        `column "${name}": expected something to check, got a column that may be missing, null and of any type`,
      );
    }
    this.#options = options;
    this.#context = context;
  }

  update(batch: Batch): void {
    const { column: name, type, nullable = true } = this.#options;
    const found = this.#context.typeBefore?.(name) ?? batch.schema.find((field) => field.name === name)?.type;
    if (found === undefined) {
      this.#absent = true;
      return;
    }
    if (type !== undefined && !fits(found, type)) this.#otherType = found;
    this.#rows += batch.rows;
    const shown = [...this.#context.key, name];
    const unreadable = type === undefined ? undefined : this.#context.coercionFailures(name);
    const unread = countMarked(unreadable);
    this.#unreadable += unread;
    if (unreadable && unread > 0) this.#samples.takeMarked(batch, unreadable, 1, shown, this.#context.originalCell);
    // Where nulls are fine the values are not looked at: decoding a column for nothing would cost most of this check.
    if (nullable) return;
    const missing = markMissing(batch.column(name));
    // A value that could not be read is a null by now, but that is another fault.
    if (missing && unreadable) for (let row = 0; row < missing.length; row++) if (unreadable[row] === 1) missing[row] = 0;
    const nulls = countMarked(missing);
    this.#nulls += nulls;
    if (missing && nulls > 0) this.#samples.takeMarked(batch, missing, 1, shown);
  }

  merge(other: ColumnState): void {
    this.#absent ||= other.#absent;
    this.#otherType ??= other.#otherType;
    this.#rows += other.#rows;
    this.#nulls += other.#nulls;
    this.#unreadable += other.#unreadable;
    this.#samples.merge(other.#samples);
  }

  finding(): Finding {
    const { column: name, type, nullable = true, optional = false } = this.#options;
    const expected = `a column "${name}"${type ? ` of type ${type}` : ''}${nullable ? '' : ' without nulls'}${optional ? ', if any' : ''}`;
    if (this.#absent) {
      const hint = optional ? undefined : `add "${name}" to the source, or mark it optional in the contract`;
      return { passed: optional, observed: 'no such column', expected, hint };
    }
    if (this.#otherType) {
      return {
        passed: false,
        observed: `type ${this.#otherType}`,
        expected,
        hint: `cast "${name}" in the source, or correct its type in the contract`,
      };
    }
    const faults = [
      ...(this.#unreadable > 0 ? [`${formatCount(this.#unreadable)} unreadable as ${type}`] : []),
      ...(this.#nulls > 0 ? [`${formatCount(this.#nulls)} null`] : []),
    ];
    return {
      passed: faults.length === 0,
      observed: faults.length === 0 ? 'as expected' : `${faults.join(', ')} of ${formatCount(this.#rows)} values`,
      expected,
      rows: { judged: this.#rows, failed: this.#unreadable + this.#nulls },
      samples: this.#samples.list,
      hint:
        faults.length === 0 ? undefined : `mend "${name}" at the source, or read it as text; docs/config.md says what each type accepts`,
    };
  }
}

/** Whole numbers are numbers, too. */
function fits(found: ColumnType, wanted: ColumnType): boolean {
  return found === wanted || (found === 'integer' && wanted === 'number');
}
