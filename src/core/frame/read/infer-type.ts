import type { ColumnType } from '../types.ts';

/** The narrowest type that every text seen reads as; no text at all gives `text`. */
export interface TypeGuess {
  see(text: string): void;
  type(): ColumnType;
}

const INTEGER = /^[+-]?(?:0|[1-9]\d{0,17})$/;
const NUMBER = /^(?:[+-]?(?!\d{19})(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|nan)$/i;
const BOOLEAN = /^(?:true|false)$/i;
const DATE = /^\d{4}-\d\d-\d\d$/;
const TIMESTAMP = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?$/i;

/** In the order they are tried. */
const PATTERNS: readonly (readonly [ColumnType, RegExp])[] = [
  ['integer', INTEGER],
  ['number', NUMBER],
  ['boolean', BOOLEAN],
  ['date', DATE],
  ['timestamp', TIMESTAMP],
];

/**
 * Stricter than parsing, since nobody said what the column means: `007` and integers of more than 18 digits are
 * identifiers (text), `t` and `f` may be codes.
 */
export function guessType(types: readonly ColumnType[] = PATTERNS.map(([type]) => type)): TypeGuess {
  let candidates = PATTERNS.filter(([type]) => types.includes(type));
  let seen = false;
  return {
    see(text) {
      if (candidates.length === 0) return;
      const trimmed = text.trim();
      if (trimmed === '') return;
      seen = true;
      candidates = candidates.filter(([, pattern]) => pattern.test(trimmed));
    },
    type: () => (seen && candidates.length > 0 ? candidates[0][0] : 'text'),
  };
}
