/** The bytes of a stream from a point that moves on: what is before it is given up, what is after it stays in one piece. */
export class ByteWindow {
  /** Valid up to `length`; replaced when it has to grow. */
  bytes = Buffer.alloc(0);
  length = 0;
  /** Nothing comes after `length`. */
  ended = false;
  readonly #chunks: AsyncIterator<Buffer>;

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Appends one more chunk, or sets `ended`. */
  async read(): Promise<void> {
    const { value, done } = await this.#chunks.next();
    if (done) {
      this.ended = true;
      return;
    }
    const needed = this.length + value.length;
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.bytes.length * 2));
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    value.copy(this.bytes, this.length);
    this.length = needed;
  }

  /** Gives up the first `count` bytes. */
  advance(count: number): void {
    this.bytes.copyWithin(0, count, this.length);
    this.length -= count;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
