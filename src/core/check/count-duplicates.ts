import type { Batch } from '../frame/batch.ts';
import type { Cell } from '../frame/cell.ts';
import { type HashKeys, hashKeys } from '../frame/hash-keys.ts';
import { HashCounts } from './hash-counts.ts';
import { readValues, SAMPLE_LIMIT } from './lowest-samples.ts';

export type ReadColumns = (columns: readonly string[]) => AsyncIterable<Batch>;

/** A key that occurs more than once, with its first two rows. */
export interface DuplicateKey {
  readonly rows: readonly [number, number];
  readonly values: Readonly<Record<string, Cell>>;
}

export interface Duplicates {
  readonly rows: number;
  /** Rows without a null in their key; a null equals nothing. */
  readonly judged: number;
  /** Keys that occur more than once. */
  readonly keys: number;
  /** Rows beyond the first of their key. */
  readonly surplus: number;
  readonly samples: readonly DuplicateKey[];
}

/** Bounds of memory; the defaults come to some 180 MB at worst, and to 35 MB for 3 million sound rows. */
export interface DuplicateLimits {
  readonly hash: HashKeys;
  /** The first pass marks each hash in 2^filterBits bits. */
  readonly filterBits: number;
  /** Hashes held at a time; when there are more, the hashes are split into parts with passes of their own. */
  readonly maxHashes: number;
  /** Keys held as values in a part to tell equal keys from equal hashes; beyond, equal 64-bit hashes count as equal keys. */
  readonly maxKeys: number;
}

const DEFAULTS: DuplicateLimits = { hash: hashKeys, filterBits: 28, maxHashes: 4_000_000, maxKeys: 100_000 };
const MAX_PART_BITS = 16;

/** The hashes whose top `bits` bits are `prefix`. */
interface Part {
  readonly bits: number;
  readonly prefix: number;
}

/**
 * Counts rows that repeat the key of an earlier row, in bounded memory, in one to three passes a part:
 * 1. which hashes may occur twice: those whose bit in a filter was set already (Bloom 1970, with one hash);
 * 2. which of these hashes do occur twice;
 * 3. which of their rows have equal keys by value.
 * Sound data needs the first two; 4 million candidates, the most of one part, come about at some 45 million rows.
 */
export async function countDuplicates(
  read: ReadColumns,
  columns: readonly string[],
  limits: Partial<DuplicateLimits> = {},
): Promise<Duplicates> {
  const ascending = await countAscending(read, columns);
  if (ascending !== undefined) return { rows: ascending, judged: ascending, keys: 0, surplus: 0, samples: [] };
  const settings = { ...DEFAULTS, ...limits };
  const pending: Part[] = [{ bits: 0, prefix: 0 }];
  const total = { rows: 0, judged: 0, keys: 0, surplus: 0 };
  let samples: DuplicateKey[] = [];
  for (let first = true; pending.length > 0; first = false) {
    const { part, candidates, rows, judged } = await collectCandidates(read, columns, settings, pending.pop() as Part, pending);
    if (first) Object.assign(total, { rows, judged });
    const repeated = await countRepeated(read, columns, settings, part, candidates);
    const found = await compareKeys(read, columns, settings, part, repeated);
    total.keys += found.keys;
    total.surplus += found.surplus;
    samples = [...samples, ...found.samples].sort((a, b) => a.rows[0] - b.rows[0]).slice(0, SAMPLE_LIMIT);
  }
  return { ...total, samples };
}

/** The number of rows if each has a larger number as its key than the row before: most sources come in the order of their key. */
async function countAscending(read: ReadColumns, [name, ...others]: readonly string[]): Promise<number | undefined> {
  if (name === undefined || others.length > 0) return undefined;
  let rows = 0;
  let last = Number.NEGATIVE_INFINITY;
  for await (const batch of read([name])) {
    if (batch.column(name).type === 'text') return undefined;
    const values = batch.numbers(name);
    for (let row = 0; row < values.length; row++) {
      if (!(values[row] > last)) return undefined; // missing values, too
      last = values[row];
    }
    rows += batch.rows;
  }
  return rows;
}

/** Every hash that occurs twice is among the candidates. Too many of them: the part is halved, the other half becomes pending. */
async function collectCandidates(read: ReadColumns, columns: readonly string[], settings: DuplicateLimits, whole: Part, pending: Part[]) {
  const filter = new Uint32Array(2 ** Math.max(0, settings.filterBits - 5));
  const shift = 32 - settings.filterBits;
  let part = whole;
  let candidates = new HashCounts();
  let rows = 0;
  let judged = 0;
  for await (const batch of read(columns)) {
    const { first, second, missing } = settings.hash(batch, columns);
    rows += batch.rows;
    for (let row = 0; row < batch.rows; row++) {
      if (missing !== undefined && missing[row] === 1) continue;
      judged++;
      if (!isIn(part, second[row])) continue;
      const bit = first[row] >>> shift;
      const flag = 1 << (bit & 31);
      if ((filter[bit >>> 5] & flag) === 0) {
        filter[bit >>> 5] |= flag;
        continue;
      }
      candidates.add(first[row], second[row]);
      while (candidates.size > settings.maxHashes && part.bits < MAX_PART_BITS) {
        const lower: Part = { bits: part.bits + 1, prefix: part.prefix * 2 };
        pending.push({ bits: lower.bits, prefix: lower.prefix + 1 });
        candidates = candidates.filter((hash) => isIn(lower, hash));
        part = lower;
      }
    }
  }
  return { part, candidates, rows, judged };
}

async function countRepeated(read: ReadColumns, columns: readonly string[], settings: DuplicateLimits, part: Part, candidates: HashCounts) {
  if (candidates.size === 0) return candidates;
  for await (const batch of read(columns)) {
    eachCandidate(settings.hash, batch, columns, part, candidates, (slot) => candidates.increment(slot));
  }
  // Each counts one more than its rows, since an empty slot counts 0.
  return candidates.filter((_hash, count) => count > 2);
}

interface Entry {
  readonly key: string;
  readonly values: Readonly<Record<string, Cell>>;
  readonly first: number;
  second: number;
  rows: number;
}

const COMPARED = 1;
const TRUSTED = 2;

async function compareKeys(read: ReadColumns, columns: readonly string[], settings: DuplicateLimits, part: Part, repeated: HashCounts) {
  const found = { keys: 0, surplus: 0, samples: [] as DuplicateKey[] };
  if (repeated.size === 0) return found;
  const entries = new Map<number, Entry[]>();
  const states = new Uint8Array(repeated.slots);
  for await (const batch of read(columns)) {
    eachCandidate(settings.hash, batch, columns, part, repeated, (slot, row) => {
      if (states[slot] === 0) states[slot] = entries.size < settings.maxKeys ? COMPARED : TRUSTED;
      if (states[slot] === COMPARED) addEntry(entries, slot, batch.offset + row, readValues(batch, columns, row));
    });
  }
  for (let slot = 0; slot < states.length; slot++) {
    if (states[slot] !== TRUSTED) continue;
    found.keys++;
    found.surplus += repeated.count(slot) - 2;
  }
  for (const entry of [...entries.values()].flat()) {
    if (entry.rows < 2) continue;
    found.keys++;
    found.surplus += entry.rows - 1;
    found.samples.push({ rows: [entry.first, entry.second], values: entry.values });
  }
  return found;
}

function addEntry(entries: Map<number, Entry[]>, slot: number, row: number, values: Record<string, Cell>): void {
  const key = JSON.stringify(Object.values(values));
  const sameHash = entries.get(slot);
  const known = sameHash?.find((entry) => entry.key === key);
  if (known) {
    if (known.rows === 1) known.second = row;
    known.rows++;
  } else {
    const entry = { key, values, first: row, second: row, rows: 1 };
    if (sameHash) sameHash.push(entry);
    else entries.set(slot, [entry]);
  }
}

function eachCandidate(
  hash: HashKeys,
  batch: Batch,
  columns: readonly string[],
  part: Part,
  candidates: HashCounts,
  visit: (slot: number, row: number) => void,
): void {
  const { first, second, missing } = hash(batch, columns);
  for (let row = 0; row < batch.rows; row++) {
    if ((missing !== undefined && missing[row] === 1) || !isIn(part, second[row])) continue;
    const slot = candidates.find(first[row], second[row]);
    if (slot >= 0) visit(slot, row);
  }
}

function isIn(part: Part, second: number): boolean {
  return part.bits === 0 || second >>> (32 - part.bits) === part.prefix;
}
