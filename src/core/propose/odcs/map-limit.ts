import { type Node, show } from './not-mapped.ts';

/** What a metric must be, both ends included but for those that are marked. */
export interface Limit {
  readonly min?: number;
  readonly max?: number;
  readonly openMin?: boolean;
  readonly openMax?: boolean;
  /** Of the rows, in place of a number of rows. */
  readonly percent: boolean;
}

/** The operators of the standard, and how each is read. */
const OPERATORS: Readonly<Record<string, (value: number) => Omit<Limit, 'percent'>>> = {
  mustBe: (value) => ({ min: value, max: value }),
  mustBeGreaterThan: (value) => ({ min: value, openMin: true }),
  mustBeGreaterOrEqualTo: (value) => ({ min: value }),
  mustBeGreaterThanOrEqualTo: (value) => ({ min: value }),
  mustBeLessThan: (value) => ({ max: value, openMax: true }),
  mustBeLessOrEqualTo: (value) => ({ max: value }),
  mustBeLessThanOrEqualTo: (value) => ({ max: value }),
};

/** The limit of a rule, or why it has none. All its operators hold together. Without any operator nothing may be found: 0. */
export function readLimit(rule: Node): Limit | { readonly why: string } {
  const unit = String(rule.unit ?? 'rows');
  const percent = /^(percent|%)$/i.test(unit);
  if (!percent && !/^rows?$/i.test(unit)) return { why: `a unit that is neither rows nor percent: ${show(rule.unit)}` };
  const operators = Object.keys(rule).filter((name) => /^must/i.test(name) && rule[name] !== null);
  const unknown = operators.find((name) => name !== 'mustBeBetween' && !Object.hasOwn(OPERATORS, name));
  if (unknown !== undefined) return { why: `an operator that is no bound: ${show(unknown)}` };
  const parts: Omit<Limit, 'percent'>[] = [];
  for (const name of operators) {
    const value = rule[name];
    if (name === 'mustBeBetween') {
      const [min, max, ...more] = Array.isArray(value) ? value : [];
      if (!isFiniteNumber(min) || !isFiniteNumber(max) || more.length > 0) return { why: 'an operator that is no bound: mustBeBetween' };
      parts.push({ min, max });
    } else if (isFiniteNumber(value)) parts.push(OPERATORS[name](value));
    else return { why: `an operator that is no bound: ${name} ${show(value)}` };
  }
  if (parts.length === 0) parts.push({ min: 0, max: 0 });
  return { percent, ...parts.reduce(meet) };
}

/** What lies within both. */
function meet(a: Omit<Limit, 'percent'>, b: Omit<Limit, 'percent'>): Omit<Limit, 'percent'> {
  const isLower = b.min === undefined || (a.min !== undefined && (a.min > b.min || (a.min === b.min && a.openMin)));
  const isUpper = b.max === undefined || (a.max !== undefined && (a.max < b.max || (a.max === b.max && a.openMax)));
  const [low, high] = [isLower ? a : b, isUpper ? a : b];
  return { min: low.min, openMin: low.openMin, max: high.max, openMax: high.openMax };
}

function isFiniteNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

/** Of failing rows, the share that passes: 0 where none may fail; or why there is none. */
export function readShare(limit: Limit): number | { readonly why: string } {
  const { min = 0, openMin, max, openMax, percent } = limit;
  if (min > 0 || (min === 0 && openMin)) return { why: 'a least share of failing rows: a check has a largest one only' };
  if (max === undefined || max < 0 || (max === 0 && openMax)) return { why: 'a bound that no number of failing rows keeps, or any does' };
  // Fewer than one is none.
  if (max === 0 || (!percent && (max < 1 || (openMax && max === 1)))) return 0;
  if (!percent) return { why: 'a number of rows: a check has a largest share of them, say it in percent' };
  return max < 100 ? max / 100 : { why: 'a bound that any share of the rows keeps' };
}
