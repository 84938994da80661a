import { type PersonalKind, readPersonalValue } from './read-personal-value.ts';
import type { TextLook } from './table-look.ts';

const NUMBER = /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?$/;
const DATE =
  /^(?:\d{1,2}[-/. ](?:\d{1,2}|[A-Za-z]{3,9})[-/. ,]+\d{2,4}|\d{4}[/.]\d{1,2}[/.]\d{1,2}|[A-Za-z]{3,9} \d{1,2},? \d{4})(?:[ T].*)?$/;
/** `4,5`, `1.234,56`; `1,234` may be a thousand. */
const DECIMAL_COMMA = /^[+-]?(?:\d+|\d{1,3}(?:[. ]\d{3})+),\d+$/;
const MOST_PATTERN_LENGTH = 12;

/** What the values of a text column look like, each distinct value of a batch with its count. */
export class TextTally {
  #rows = 0;
  #length = 0;
  #longest = 0;
  #shortest = Number.POSITIVE_INFINITY;
  #numbers = 0;
  #dates = 0;
  #decimalCommas = 0;
  readonly #personal = new Map<PersonalKind, number>();
  /** By place in the value: whether capitals, and whether digits stand there. */
  readonly #capitals = new Uint8Array(MOST_PATTERN_LENGTH);
  readonly #digits = new Uint8Array(MOST_PATTERN_LENGTH);
  #regular = true;

  add(value: string, count: number): void {
    this.#rows += count;
    this.#length += value.length * count;
    this.#longest = Math.max(this.#longest, value.length);
    this.#shortest = Math.min(this.#shortest, value.length);
    if (value.length <= 60) {
      const trimmed = value.trim();
      if (trimmed !== '' && NUMBER.test(trimmed)) this.#numbers += count;
      else if (DATE.test(trimmed)) this.#dates += count;
      else if (DECIMAL_COMMA.test(trimmed)) this.#decimalCommas += count;
    }
    const kind = readPersonalValue(value);
    if (kind) this.#personal.set(kind, (this.#personal.get(kind) ?? 0) + count);
    if (this.#regular) this.#regular = this.#noteShape(value);
  }

  finish(): TextLook {
    const share = (count: number) => (this.#rows === 0 ? 0 : count / this.#rows);
    return {
      longest: this.#longest,
      meanLength: share(this.#length),
      pattern: this.#rows > 0 && this.#regular && this.#longest === this.#shortest ? this.#pattern() : undefined,
      numbers: share(this.#numbers),
      dates: share(this.#dates),
      decimalCommas: share(this.#decimalCommas),
      personal: Object.fromEntries([...this.#personal].map(([kind, count]) => [kind, share(count)])),
    };
  }

  #noteShape(value: string): boolean {
    if (value.length === 0 || value.length > MOST_PATTERN_LENGTH) return false;
    for (let index = 0; index < value.length; index++) {
      const unit = value.charCodeAt(index);
      if (unit >= 65 && unit <= 90) this.#capitals[index] = 1;
      else if (unit >= 48 && unit <= 57) this.#digits[index] = 1;
      else return false;
    }
    return true;
  }

  /** `[A-Z]{2}[0-9]{4}` */
  #pattern(): string {
    const classes = Array.from(
      { length: this.#longest },
      (_, at) => `[${this.#capitals[at] ? 'A-Z' : ''}${this.#digits[at] ? '0-9' : ''}]`,
    );
    const parts: { text: string; times: number }[] = [];
    for (const text of classes) {
      const last = parts.at(-1);
      if (last?.text === text) last.times++;
      else parts.push({ text, times: 1 });
    }
    return parts.map(({ text, times }) => (times > 1 ? `${text}{${times}}` : text)).join('');
  }
}
