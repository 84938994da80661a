import type { IHasher } from 'hash-wasm';
// One file for each hash: the index would bring all fifty of them into the bundle.
import xxh3 from 'hash-wasm/dist/xxhash3.umd.min.js';
import xxh64 from 'hash-wasm/dist/xxhash64.umd.min.js';

// Compiled once, when the first loader of ROOT files runs: this module is imported with the readers.
const [xxhash3, xxhash64] = await Promise.all([xxh3.createXXHash3(), xxh64.createXXHash64()]);

/** XXH3 with 64 bits: of RNTuple's envelopes and pages. */
export const hashXxh3 = (bytes: Uint8Array): bigint => digest(xxhash3, bytes);

/** Of LZ4 blocks. */
export const hashXxh64 = (bytes: Uint8Array): bigint => digest(xxhash64, bytes);

function digest(hasher: IHasher, bytes: Uint8Array): bigint {
  return Buffer.from(hasher.init().update(bytes).digest('binary')).readBigUInt64BE();
}
