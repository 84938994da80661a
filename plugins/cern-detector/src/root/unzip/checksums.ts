import { createXXHash3, createXXHash64, type IHasher } from 'hash-wasm';

// Compiled once, when the first loader of ROOT files runs: this module is imported with the readers.
const [xxhash3, xxhash64] = await Promise.all([createXXHash3(), createXXHash64()]);

/** XXH3 with 64 bits: of RNTuple's envelopes and pages. */
export const hashXxh3 = (bytes: Uint8Array): bigint => digest(xxhash3, bytes);

/** Of LZ4 blocks. */
export const hashXxh64 = (bytes: Uint8Array): bigint => digest(xxhash64, bytes);

function digest(hasher: IHasher, bytes: Uint8Array): bigint {
  return Buffer.from(hasher.init().update(bytes).digest('binary')).readBigUInt64BE();
}
