import type { Node } from './not-mapped.ts';

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

/** The limit of a rule; undefined for none, or one that is no interval. Without any operator nothing may be found: 0. */
export function readLimit(rule: Node): Limit | undefined {
  const percent = /^(percent|%)$/i.test(String(rule.unit ?? 'rows'));
  if (rule.mustNotBe !== undefined || rule.mustNotBeBetween !== undefined) return undefined;
  const between = rule.mustBeBetween;
  if (Array.isArray(between)) {
    const [min, max] = between;
    return typeof min === 'number' && typeof max === 'number' ? { min, max, percent } : undefined;
  }
  const given = Object.entries(OPERATORS).filter(([name]) => rule[name] !== undefined);
  if (given.some(([name]) => typeof rule[name] !== 'number')) return undefined;
  if (given.length === 0) return { min: 0, max: 0, percent };
  return Object.assign({ percent }, ...given.map(([name, read]) => read(rule[name] as number))) as Limit;
}

/** Of failing rows, the share that passes: 0 where none may fail. Undefined for a number of rows, or for a least one. */
export function readShare(limit: Limit): number | undefined {
  const { min = 0, max, openMax, percent } = limit;
  if (max === undefined || min > 0 || max < 0) return undefined;
  // Fewer than one is none.
  if (max === 0 || (!percent && openMax && max <= 1)) return 0;
  return percent && max < 100 ? max / 100 : undefined;
}
