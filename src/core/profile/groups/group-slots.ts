import type { GroupingReference, GroupKey } from './groups-reference.ts';
import type { RowKeys } from './row-keys.ts';

/**
 * Gives each group a slot. The reference's groups have the first ones; groups that it does not hold are named, too, up to a
 * number: those whose keys come first by their text. Which those are, and what is counted in them, depends on the rows alone
 * and not on their order or split: a key that is once beyond the number stays so, since the limit only ever falls.
 */
export class GroupSlots {
  /** The reference's groups are 0 … known − 1. */
  readonly known: number;
  /** Rare in the reference. */
  readonly other: number;
  /** Beyond the number of those that can be named. */
  readonly rest: number;
  readonly size: number;
  /** Whether a key that the reference does not list is new to it. */
  readonly #tellsNew: boolean;
  readonly #slotOf = new Map<string, number>();
  readonly #keys: (GroupKey | undefined)[];
  /** Texts of the named keys beyond the reference's, ascending. */
  #named: string[] = [];
  #free: number[];
  readonly #onFold: (slot: number) => void;

  /** `named`: how many groups beyond the reference's get a slot. `onFold` is told a slot whose counts go to `rest`. */
  constructor(reference: GroupingReference | undefined, named: number, onFold: (slot: number) => void = () => {}) {
    const groups = reference?.groups ?? [];
    this.known = groups.length;
    this.#tellsNew = reference?.all_known ?? true;
    const extra = this.#tellsNew ? named : 0;
    this.other = groups.length + extra;
    this.rest = this.other + 1;
    this.size = this.rest + 1;
    this.#onFold = onFold;
    this.#keys = groups.map(({ key }) => key);
    this.#free = Array.from({ length: extra }, (_, index) => this.other - 1 - index);
    for (const key of reference?.rare ?? []) this.#slotOf.set(JSON.stringify(key), this.other);
    for (const [slot, { key }] of groups.entries()) this.#slotOf.set(JSON.stringify(key), slot);
  }

  /** The slot of each row. */
  locate({ codes, keys }: RowKeys): Uint16Array {
    const occurs = new Uint8Array(keys.length);
    for (let row = 0; row < codes.length; row++) occurs[codes[row]] = 1;
    const slotOfCode = this.#resolve(keys.map((key, code) => (occurs[code] === 1 ? key : undefined)));
    const slots = new Uint16Array(codes.length);
    for (let row = 0; row < codes.length; row++) slots[row] = slotOfCode[codes[row]];
    return slots;
  }

  /** Where the counts of another's slots belong among these. */
  adopt(other: GroupSlots): Uint16Array {
    const slots = this.#resolve(other.#keys);
    return Uint16Array.from({ length: other.size }, (_, slot) =>
      slot === other.other ? this.other : slot === other.rest || !other.#keys[slot] ? this.rest : slots[slot],
    );
  }

  /** The groups that have a slot of their own; `isNew`: the reference does not hold it. */
  *list(): Generator<{ slot: number; key: GroupKey; isNew: boolean }> {
    for (const [slot, key] of this.#keys.entries()) if (key) yield { slot, key, isNew: slot >= this.known };
  }

  #resolve(keys: readonly (GroupKey | undefined)[]): Uint16Array {
    const texts = keys.map((key) => key && JSON.stringify(key));
    const limit = this.other - this.known;
    const fresh = new Map<string, GroupKey>();
    for (const [code, text] of texts.entries()) if (text !== undefined && !this.#slotOf.has(text)) fresh.set(text, keys[code] as GroupKey);
    if (fresh.size > 0 && limit > 0) {
      const all = [...this.#named, ...fresh.keys()].sort();
      const kept = new Set(all.slice(0, limit));
      for (const text of this.#named) if (!kept.has(text)) this.#fold(text);
      for (const [text, key] of fresh) if (kept.has(text)) this.#place(text, key);
      this.#named = all.slice(0, limit);
    }
    const unnamed = this.#tellsNew ? this.rest : this.other;
    return Uint16Array.from(texts, (text) => (text === undefined ? this.rest : (this.#slotOf.get(text) ?? unnamed)));
  }

  #place(text: string, key: GroupKey): void {
    const slot = this.#free.pop() as number;
    this.#slotOf.set(text, slot);
    this.#keys[slot] = key;
  }

  #fold(text: string): void {
    const slot = this.#slotOf.get(text) as number;
    this.#onFold(slot);
    this.#slotOf.delete(text);
    this.#keys[slot] = undefined;
    this.#free.push(slot);
  }
}
