/** Starts up to `limit` calls ahead and yields their results in the order of the input. A failed call ends it. */
export async function* mapOrdered<In, Out>(input: AsyncIterable<In>, limit: number, call: (item: In) => Promise<Out>): AsyncGenerator<Out> {
  const pending: Promise<Out>[] = [];
  try {
    for await (const item of input) {
      const result = call(item);
      result.catch(() => {}); // reported when its turn comes
      pending.push(result);
      if (pending.length >= limit) yield (await pending.shift()) as Out;
    }
    while (pending.length > 0) yield (await pending.shift()) as Out;
  } finally {
    await Promise.allSettled(pending);
  }
}
