const MIB = 1024 * 1024;

/** What one file may ask for. Each is far beyond what experiments write, and small enough for a machine of a few GB. */
export const LIMITS = {
  /** An object (a tree's description, a histogram, the list of classes), unpacked. */
  objectBytes: 128 * MIB,
  /** A basket or page, unpacked. */
  basketBytes: 64 * MIB,
  /** The values of one RNTuple column in one cluster. */
  clusterColumnBytes: 512 * MIB,
  /** The descriptions of an RNTuple (header, footer, page list), unpacked. */
  envelopeBytes: 64 * MIB,
  /** Unpacked bytes for each packed one, beyond the first MiB: 1 GB from a few KB is a bomb. */
  unzipRatio: 4096,
  keys: 100_000,
  directoryDepth: 16,
  branches: 20_000,
  baskets: 1_000_000,
  fields: 100_000,
  clusters: 1_000_000,
  pages: 4_000_000,
  objectDepth: 200,
  histogramCells: 4_000_000,
} as const;
