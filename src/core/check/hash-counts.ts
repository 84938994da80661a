/** A count for each 64-bit hash, in typed arrays: 12 bytes a slot, open addressing with linear probing. */
export class HashCounts {
  size = 0;
  #first: Uint32Array;
  #second: Uint32Array;
  /** 0 marks an empty slot. */
  #counts: Uint32Array;

  constructor(slots = 1024) {
    this.#first = new Uint32Array(slots);
    this.#second = new Uint32Array(slots);
    this.#counts = new Uint32Array(slots);
  }

  get slots(): number {
    return this.#counts.length;
  }

  /** Makes sure that the hash has a slot; a new one counts 1. */
  add(first: number, second: number): void {
    const slot = this.#probe(first, second);
    if (this.#counts[slot] === 0) this.#fill(slot, first, second, 1);
  }

  /** The slot of the hash, or -1. It is valid until the next `add`. */
  find(first: number, second: number): number {
    const slot = this.#probe(first, second);
    return this.#counts[slot] === 0 ? -1 : slot;
  }

  count(slot: number): number {
    return this.#counts[slot];
  }

  increment(slot: number): void {
    this.#counts[slot]++;
  }

  /** Only the entries that are wanted. */
  filter(wanted: (second: number, count: number) => boolean): HashCounts {
    const kept = new HashCounts(Math.min(this.slots, 1024));
    for (let slot = 0; slot < this.slots; slot++) {
      const count = this.#counts[slot];
      if (count === 0 || !wanted(this.#second[slot], count)) continue;
      kept.#fill(kept.#probe(this.#first[slot], this.#second[slot]), this.#first[slot], this.#second[slot], count);
    }
    return kept;
  }

  #fill(slot: number, first: number, second: number, count: number): void {
    this.#first[slot] = first;
    this.#second[slot] = second;
    this.#counts[slot] = count;
    this.size++;
    if (this.size * 2 > this.slots) this.#grow();
  }

  #probe(first: number, second: number): number {
    const mask = this.slots - 1;
    let slot = (first ^ Math.imul(second, 0x9e3779b1)) & mask;
    while (this.#counts[slot] !== 0 && (this.#first[slot] !== first || this.#second[slot] !== second)) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [firsts, seconds, counts] = [this.#first, this.#second, this.#counts];
    this.#first = new Uint32Array(counts.length * 2);
    this.#second = new Uint32Array(counts.length * 2);
    this.#counts = new Uint32Array(counts.length * 2);
    for (let old = 0; old < counts.length; old++) {
      if (counts[old] === 0) continue;
      const slot = this.#probe(firsts[old], seconds[old]);
      this.#first[slot] = firsts[old];
      this.#second[slot] = seconds[old];
      this.#counts[slot] = counts[old];
    }
  }
}
