import Type, { type Static } from 'typebox';
import { messageOf, UsageError } from '../../errors.ts';
import type { RowCheck } from '../check.ts';
import { Tolerance } from '../tolerance.ts';

const Options = Type.Object(
  {
    column: Type.String({ minLength: 1, description: 'a text column' }),
    pattern: Type.String({
      minLength: 1,
      description: 'regular expression (JavaScript, Unicode) that the whole value must match, such as [A-Z]{2}[0-9]+',
    }),
    ...Tolerance,
  },
  { additionalProperties: false },
);
type Options = Static<typeof Options>;

/** Every value matches a regular expression as a whole. */
export const patternCheck: RowCheck = {
  kind: 'row',
  name: 'pattern',
  description: 'every value of a text column matches a regular expression as a whole',
  options: Options,
  columns: (options) => [(options as Options).column],

  judge(batch, options, _context, verdicts) {
    const whole = compileWhole((options as Options).pattern);
    const { codes, dictionary, valid } = batch.text((options as Options).column);
    const verdictOf = Uint8Array.from(dictionary, (text) => (whole.test(text) ? 0 : 1));
    for (let row = 0; row < codes.length; row++) verdicts[row] = verdictOf[codes[row]];
    if (valid) for (let row = 0; row < codes.length; row++) if (valid[row] === 0) verdicts[row] = 2;
  },

  expectation(options) {
    const { column: name, pattern } = options as Options;
    compileWhole(pattern);
    return `${name} matches ${pattern}`;
  },
};

function compileWhole(pattern: string): RegExp {
  try {
    new RegExp(pattern, 'u'); // by itself first: `a)(b` would become valid between brackets
    return new RegExp(`^(?:${pattern})$`, 'u');
  } catch (cause) {
    throw new UsageError('OADS_CHECK_OPTIONS', `expected a regular expression, got ${JSON.stringify(pattern)}: ${messageOf(cause)}`, {
      cause,
    });
  }
}
