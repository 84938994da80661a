/** The files of single hashes, for which hash-wasm 4.13.0 ships no types of their own. */
declare module 'hash-wasm/dist/xxhash3.umd.min.js' {
  const functions: Pick<typeof import('hash-wasm'), 'createXXHash3'>;
  export default functions;
}
declare module 'hash-wasm/dist/xxhash64.umd.min.js' {
  const functions: Pick<typeof import('hash-wasm'), 'createXXHash64'>;
  export default functions;
}
