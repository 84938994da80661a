import { messageOf, SourceError } from '../errors.ts';
import { type DataFrame, polars } from './polars.ts';

/** What Polars SQL computes from more than the row at hand: its value would depend on where a batch ends. */
const BEYOND_THE_ROW =
  /\b(?:over|select)\b|\b(?:avg|corr|count|covar\w*|cum_\w+|dense_rank|first|first_value|lag|last|last_value|lead|max|median|min|ntile|quantile\w*|rank|row_number|stddev\w*|stdev\w*|sum|var|variance|var_\w+|array_agg|string_agg|unnest)\s*\(/i;

/**
 * Evaluates a boolean Polars SQL expression for each row of a frame: 1 true, 0 false, 2 null.
 * A NaN counts as null, as everywhere else. Throws SourceError when the expression does not parse, names an unknown
 * column, is not boolean, or looks beyond its row (aggregates, window functions, subqueries).
 */
export function evaluateSql(frame: DataFrame, sql: string): Uint8Array {
  const beyond = BEYOND_THE_ROW.exec(withoutQuoted(sql));
  if (beyond) throw unusable(sql, `expected an expression over one row at a time, got "${beyond[0].trim()}"`);
  const pl = polars();
  const result = collect(nanToNull(frame, sql), sql);
  if (result.width !== 1) throw unusable(sql, `expected one value a row, got ${result.width} columns`);
  const type = result.getColumn('ok').dtype.variant;
  if (type !== 'Bool') throw unusable(sql, `expected a boolean, got ${type}`);
  const bytes = result.select(pl.col('ok').cast(pl.UInt8).fillNull(pl.lit(2)).cast(pl.UInt8).alias('ok')).getColumn('ok').toTypedArray() as Uint8Array;
  // An expression without columns, such as `1 = 1`, may come back as a single value.
  if (bytes.length === 1 && frame.height !== 1) return new Uint8Array(frame.height).fill(bytes[0]);
  if (bytes.length !== frame.height) throw unusable(sql, `expected ${frame.height} values, got ${bytes.length}`);
  return bytes;
}

function collect(frame: DataFrame, sql: string): DataFrame {
  let result: unknown;
  try {
    // On lines of its own, so that a comment at its end cannot swallow the bracket.
    const lazy = polars()
      .SQLContext({ t: frame })
      .execute(`select (\n${sql}\n) as ok from t`, { eager: false });
    // nodejs-polars hands a query that it cannot plan back as an Error in place of the plan.
    const plan = (lazy as unknown as { _ldf: unknown })._ldf;
    if (plan instanceof Error) throw plan;
    result = lazy.collectSync();
  } catch (cause) {
    throw unusable(sql, messageOf(cause), cause);
  }
  if (result instanceof Error) throw unusable(sql, messageOf(result), result);
  return result as DataFrame;
}

/** Polars orders NaN above every number, so that `x > 0` would hold for it. */
function nanToNull(frame: DataFrame, sql: string): DataFrame {
  const pl = polars();
  const floats = frame.columns.filter((name) => sql.includes(name) && /^Float/.test(frame.getColumn(name).dtype.variant));
  if (floats.length === 0) return frame;
  return frame.withColumns(...floats.map((name) => pl.when(pl.col(name).isNan()).then(pl.lit(null)).otherwise(pl.col(name)).alias(name)));
}

function withoutQuoted(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g, "''");
}

function unusable(sql: string, why: string, cause?: unknown): SourceError {
  return new SourceError('OADS_SQL_EXPRESSION', `cannot evaluate \`${sql}\`: ${why}`, {
    hint: 'write a boolean Polars SQL expression over the columns of one row, such as `delay > -120 AND distance > 0`',
    cause,
  });
}
