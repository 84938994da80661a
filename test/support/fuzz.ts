import { OadsError } from '../../src/core/errors.ts';
import { makeRandom, type Random } from './random.ts';

/** A parser of bytes from outside. */
export interface FuzzTarget {
  readonly name: string;
  /** Good inputs, small ones: the mutants are made from them. */
  readonly seeds: readonly Uint8Array[];
  /** Reads it all. May throw an OadsError of one line; anything else is a defect. */
  parse(bytes: Uint8Array): Promise<unknown>;
}

export interface FuzzReport {
  readonly parsed: number;
  readonly refused: number;
  /** What was thrown that is no OadsError, or not of one line, with the mutant. */
  readonly broken: readonly { readonly message: string; readonly bytes: Uint8Array }[];
  /** Wall time of the slowest mutant, and how much the heap and the arrays outside it grew at most. */
  readonly slowestMs: number;
  readonly mostGrowthBytes: number;
}

/** Feeds `runs` mutants of the seeds to a parser. The same seed gives the same mutants. */
export async function fuzz(target: FuzzTarget, { runs, seed = 1 }: { runs: number; seed?: number }): Promise<FuzzReport> {
  const random = makeRandom(seed);
  const broken: { message: string; bytes: Uint8Array }[] = [];
  let parsed = 0;
  let refused = 0;
  let slowestMs = 0;
  let mostGrowthBytes = 0;
  const held = () => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = held();
  for (let run = 0; run < runs; run++) {
    const bytes = mutate(target.seeds, random);
    const start = performance.now();
    try {
      await target.parse(bytes);
      parsed++;
    } catch (error) {
      refused++;
      const isFine = error instanceof OadsError && error.exitCode !== 70 && !/[\n\r]/.test(error.message) && error.message.length < 2000;
      if (!isFine) broken.push({ message: String(error instanceof Error ? (error.stack ?? error.message) : error), bytes });
      if (broken.length >= 5) break;
    }
    slowestMs = Math.max(slowestMs, performance.now() - start);
    if (run % 64 === 0) mostGrowthBytes = Math.max(mostGrowthBytes, held() - before);
  }
  return { parsed, refused, broken, slowestMs, mostGrowthBytes };
}

const INTERESTING = [
  0x00, 0xff, 0x7f, 0x80, 0x0a, 0x0d, 0x22, 0x2c, 0x2f, 0x3c, 0x3e, 0x26, 0x20, 0x30, 0x39, 0x2d, 0x7b, 0x7d, 0x5b, 0x5d,
];
const EXTREMES = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x3fffffff, 0x40000000];

function mutate(seeds: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes = Uint8Array.from(seeds[random(seeds.length)]);
  for (let left = 1 + random(6); left > 0; left--) bytes = mutateOnce(bytes, seeds, random);
  return bytes;
}

function mutateOnce(bytes: Uint8Array, seeds: readonly Uint8Array[], random: Random): Uint8Array<ArrayBuffer> {
  const size = bytes.length;
  if (size === 0) return Uint8Array.of(random(256));
  const at = random(size);
  const length = Math.min(1 + random(32), size - at);
  const splice = (from: number, to: number, insert: Uint8Array) => {
    const made = new Uint8Array(from + insert.length + (size - to));
    made.set(bytes.subarray(0, from));
    made.set(insert, from);
    made.set(bytes.subarray(to), from + insert.length);
    return made;
  };
  const copy = Uint8Array.from(bytes);
  switch (random(9)) {
    case 0:
      copy[at] ^= 1 << random(8);
      return copy;
    case 1:
      copy[at] = INTERESTING[random(INTERESTING.length)];
      return copy;
    case 2:
      return splice(at, at + length, new Uint8Array());
    case 3:
      return splice(at, at, bytes.subarray(at, at + length));
    case 4:
      return splice(at, size, new Uint8Array());
    case 5: {
      const other = seeds[random(seeds.length)];
      const from = random(Math.max(other.length, 1));
      return splice(at, at + length, other.subarray(from, from + 1 + random(64)));
    }
    case 6: {
      if (size < 4) return copy;
      new DataView(copy.buffer).setUint32(random(size - 3), EXTREMES[random(EXTREMES.length)], random(2) === 0);
      return copy;
    }
    case 7:
      return splice(at, at, new Uint8Array(1 + random(300)).fill(INTERESTING[random(INTERESTING.length)]));
    default: {
      // A number in text becomes another.
      const digits = Buffer.from(String(EXTREMES[random(EXTREMES.length)] * (random(2) === 0 ? 1 : -1)));
      return splice(at, Math.min(at + 1 + random(4), size), digits);
    }
  }
}
