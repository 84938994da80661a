import Type, { type Static } from 'typebox';
import { matchTexts } from '../../frame/match-texts.ts';
import type { RowCheck } from '../check.ts';
import { Tolerance } from '../tolerance.ts';
import { translatePattern } from '../translate-pattern.ts';

const Options = Type.Object(
  {
    column: Type.String({ minLength: 1, description: 'a text column' }),
    pattern: Type.String({
      minLength: 1,
      description:
        'regular expression (JavaScript, Unicode; no look-around, no back references) that the whole value must match, such as [A-Z]{2}[0-9]+',
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
    const { codes, dictionary, valid } = batch.text((options as Options).column);
    const matched = matchOnce(dictionary, options as Options);
    for (let row = 0; row < codes.length; row++) verdicts[row] = 1 - matched[codes[row]];
    if (valid) for (let row = 0; row < codes.length; row++) if (valid[row] === 0) verdicts[row] = 2;
  },

  expectation(options) {
    const { column: name, pattern } = options as Options;
    translatePattern(pattern);
    return `${name} matches ${pattern}`;
  },
};

const KNOWN_TEXTS = 10_000;
/** By check: what its pattern said of texts in earlier batches. A call into Polars costs more than a few texts do. */
const knownTexts = new WeakMap<Options, Map<string, number>>();

function matchOnce(texts: readonly string[], options: Options): Uint8Array {
  const whole = `^(?:${translatePattern(options.pattern)})$`;
  if (texts.length > KNOWN_TEXTS) return matchTexts(texts, whole);
  let known = knownTexts.get(options);
  if (!known || known.size > KNOWN_TEXTS) {
    known = new Map();
    knownTexts.set(options, known);
  }
  const unknown = texts.filter((text) => !known.has(text));
  const matched = matchTexts(unknown, whole);
  for (const [index, text] of unknown.entries()) known.set(text, matched[index]);
  return Uint8Array.from(texts, (text) => known.get(text) as number);
}
