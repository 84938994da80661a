import Type, { type Static } from 'typebox';
import { UsageError } from '../../errors.ts';
import type { Batch } from '../../frame/batch.ts';
import type { TextColumn } from '../../frame/types.ts';
import type { RowCheck } from '../check.ts';
import { requireSameKind, toQuantity } from '../time-or-number.ts';
import { Tolerance } from '../tolerance.ts';

const SHOWN_VALUES = 8;

const Options = Type.Object(
  {
    column: Type.String({ minLength: 1, description: 'a column of any type' }),
    values: Type.Array(Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
      minItems: 1,
      description: 'the values that pass: text, numbers, booleans, or ISO 8601 times, as the column is',
    }),
    ...Tolerance,
  },
  { additionalProperties: false },
);
type Options = Static<typeof Options>;

/** Every value is one of a list. */
export const allowedCheck: RowCheck = {
  kind: 'row',
  name: 'allowed',
  description: 'every value of a column is one of a list',
  options: Options,
  columns: (options) => [(options as Options).column],

  judge(batch, options, _context, verdicts) {
    const { column: name, values } = options as Options;
    const column = batch.column(name);
    if (column.type === 'text') judgeText(column, values, verdicts);
    else judgeNumbers(batch.numbers(name), toNumbers(batch, name, values), verdicts);
  },

  expectation(options) {
    const { column: name, values } = options as Options;
    for (const value of values) if (typeof value === 'number') toQuantity(value, 'each value');
    const shown = values.slice(0, SHOWN_VALUES).join(', ');
    return `${name} one of ${shown}${values.length > SHOWN_VALUES ? ` and ${values.length - SHOWN_VALUES} more` : ''}`;
  },
};

function judgeText({ codes, dictionary, valid }: TextColumn, values: Options['values'], verdicts: Uint8Array): void {
  const allowed = new Set(values.map(String));
  const verdictOf = Uint8Array.from(dictionary, (text) => (allowed.has(text) ? 0 : 1));
  for (let row = 0; row < codes.length; row++) verdicts[row] = verdictOf[codes[row]];
  if (valid) for (let row = 0; row < codes.length; row++) if (valid[row] === 0) verdicts[row] = 2;
}

function judgeNumbers(numbers: Float64Array, allowed: ReadonlySet<number>, verdicts: Uint8Array): void {
  for (let row = 0; row < numbers.length; row++) {
    const value = numbers[row];
    if (Number.isNaN(value)) verdicts[row] = 2;
    else if (!allowed.has(value)) verdicts[row] = 1;
  }
}

function toNumbers(batch: Batch, name: string, values: Options['values']): ReadonlySet<number> {
  const type = batch.column(name).type;
  const misfit = values.find((value) => (typeof value === 'boolean') !== (type === 'boolean'));
  if (misfit !== undefined) {
    throw new UsageError('OADS_CHECK_OPTIONS', `column "${name}" is ${type}, got the value ${JSON.stringify(misfit)}`, {
      hint: 'list values of the type that the column has',
    });
  }
  requireSameKind(batch, name, values);
  return new Set(values.map((value) => (typeof value === 'boolean' ? Number(value) : toQuantity(value, 'each value'))));
}
