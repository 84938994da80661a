import { messageOf, SourceError } from '../errors.ts';
import { polars } from './polars.ts';

/**
 * 1 for each text that a regular expression in Rust's syntax matches somewhere, else 0. Takes time linear in the texts.
 * Throws SourceError for an expression that does not compile, or is too large once its repetitions are written out.
 */
export function matchTexts(texts: readonly string[], expression: string): Uint8Array {
  if (texts.length === 0) return new Uint8Array(0);
  const pl = polars();
  const series = pl.Series('texts', texts as string[], pl.Utf8);
  const matched = series.str.contains(expression, false, true);
  // A series gives nulls where an expression does not compile; only a frame says why.
  if (matched.nullCount() > 0)
    throw notCompiled(() => pl.DataFrame({ series }).select(pl.col('series').str.contains(expression, false, true)));
  return matched.cast(pl.UInt8).toTypedArray() as Uint8Array;
}

function notCompiled(attempt: () => unknown): SourceError {
  let why = 'it does not compile';
  try {
    attempt();
  } catch (error) {
    why = /size limit/.test(messageOf(error)) ? 'it is too large once its repetitions are written out' : messageOf(error);
  }
  return new SourceError('OADS_PATTERN', `cannot match the regular expression: ${why}`);
}
