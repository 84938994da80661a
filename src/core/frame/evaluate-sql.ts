import { messageOf, SourceError } from '../errors.ts';
import { type DataFrame, polars } from './polars.ts';

/** Functions of Polars SQL that look at other rows: their value would depend on where a batch ends. */
const AGGREGATES =
  'array_agg|avg|corr|count|covar\\w*|max|median|min|quantile\\w*|stddev\\w*|stdev\\w*|string_agg|sum|unnest|var|var_\\w+|variance';
const WINDOWS = 'cum_\\w+|dense_rank|first|first_value|lag|last|last_value|lead|ntile|rank|row_number';
const BEYOND_THE_ROW = new RegExp(`\\b(?:over|select)\\b|\\b(?:${AGGREGATES}|${WINDOWS})\\s*\\(`, 'i');

/**
 * Evaluates a boolean Polars SQL expression for each row of a frame: 1 true, 0 false, 2 null.
 * A NaN counts as null, as everywhere else. Throws SourceError when the expression does not parse, names an unknown
 * column, is not boolean, or looks beyond its row (aggregates, window functions, subqueries).
 */
export function evaluateSql(frame: DataFrame, sql: string): Uint8Array {
  const beyond = BEYOND_THE_ROW.exec(withoutQuoted(sql));
  if (beyond) throw unusable(sql, `expected an expression over one row at a time, got "${beyond[0].trim()}"`);
  // All in SQL: building the same as expressions costs more than evaluating it. The expression stands on lines of its
  // own, so that a comment at its end cannot swallow the bracket.
  const verdicts = 'select *, coalesce(try_cast(ok as utinyint), 2::utinyint) as verdict';
  const result = collect(frame, `${verdicts} from (select (\n${sql}\n) as ok from ${nanToNull(frame, sql)}) as judged`, sql);
  if (result.width !== 2) throw unusable(sql, `expected one value a row, got ${result.width - 1} columns`);
  const type = result.getColumn('ok').dtype.variant;
  if (type !== 'Bool') throw unusable(sql, `expected a boolean, got ${type}`);
  const bytes = result.getColumn('verdict').toTypedArray() as Uint8Array;
  if (bytes.length !== frame.height) throw unusable(sql, `expected ${frame.height} values, got ${bytes.length}`);
  // A constant holds for every row or for none; a column in the quotes of text (`'delay' <> 'early'`) makes one.
  if (!frame.columns.some((name) => namesColumn(sql, name)))
    throw unusable(sql, `expected an expression over at least one of the columns ${frame.columns.join(', ')}, got a constant`);
  return bytes;
}

function namesColumn(sql: string, name: string): boolean {
  const code = sql.replaceAll(/'(?:[^']|'')*'|--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
  if (code.includes(quoteName(name))) return true;
  const literal = name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])`, 'u').test(code);
}

function collect(frame: DataFrame, query: string, sql: string): DataFrame {
  try {
    const lazy = polars().SQLContext({ t: frame }).execute(query, { eager: false });
    // nodejs-polars hands a query that it cannot plan back as an Error in place of the plan.
    const plan = (lazy as unknown as { _ldf: unknown })._ldf;
    if (plan instanceof Error) throw plan;
    return lazy.collectSync();
  } catch (cause) {
    throw unusable(sql, messageOf(cause), cause);
  }
}

/** Polars orders NaN above every number, so that `x > 0` would hold for it; it calls NaN equal to itself. */
function nanToNull(frame: DataFrame, sql: string): string {
  const mentioned = frame.columns.filter((name) => sql.includes(name) || sql.includes(quoteName(name)));
  const floats = mentioned.filter((name) => /^Float/.test(frame.getColumn(name).dtype.variant));
  if (floats.length === 0) return 't';
  const replaced = floats.map(quoteName).map((name) => `nullif(${name}, 'NaN'::double) as ${name}`);
  return `(select * replace (${replaced.join(', ')}) from t) as t`;
}

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
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
