import type { ColumnType, TextColumn } from '@oads/cli/plugin';
import type { DateFormat } from '../read-date.ts';
import { GUESSES, isIsoDate, looksLike, readsAs } from './reads-as.ts';

/** Finds out what a column holds, from its values in all batches. */
export class ColumnJudge {
  /** What the contract says, or the hashtag. */
  readonly expected: ColumnType | undefined;
  readonly #dates: readonly DateFormat[];
  #guesses: readonly ColumnType[] = GUESSES;
  #isSeen = false;
  #isIso = true;
  /** The first value that is not what the hashtag says. */
  odd: string | undefined;

  constructor(expected: ColumnType | undefined, dates: readonly DateFormat[]) {
    this.expected = expected;
    this.#dates = dates;
  }

  see({ dictionary, valid }: TextColumn): void {
    if (valid?.every((bit) => bit === 0)) return;
    for (const value of dictionary) {
      const text = value.trim();
      if (text === '') continue;
      this.#isSeen = true;
      if (this.expected === undefined) this.#guesses = this.#guesses.filter((type) => looksLike(text, type));
      else if (!readsAs(text, this.expected, this.#dates)) this.odd ??= text;
      else if (this.expected === 'date') this.#isIso &&= isIsoDate(text);
    }
  }

  /** Nothing but blanks is what the hashtag says, else text. */
  get type(): ColumnType {
    if (this.expected !== undefined) return this.odd === undefined ? this.expected : 'text';
    return this.#isSeen ? (this.#guesses[0] ?? 'text') : 'text';
  }

  /** Dates that the host cannot read by itself. */
  get isWritten(): boolean {
    return this.type === 'date' && this.hasWritten;
  }

  /** Some of the values are such dates. */
  get hasWritten(): boolean {
    return this.expected === 'date' && !this.#isIso;
  }
}
