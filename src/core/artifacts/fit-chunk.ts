const MOST_BYTES = 1024 * 1024;

/** How much to read at once of a file of so many bytes: a megabyte of memory for each small file keeps the garbage collector at work. */
export function fitChunk(bytes: number): number {
  return Math.min(bytes + 1, MOST_BYTES);
}
