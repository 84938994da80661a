/**
 * Starts up to `limit` calls ahead and yields their results in the order of the input, each as soon as it is there: a
 * result does not wait for the next item of a slow input. A failed call ends it, and so does a failed input, after the
 * results of what came before.
 */
export async function* mapOrdered<In, Out>(input: AsyncIterable<In>, limit: number, call: (item: In) => Promise<Out>): AsyncGenerator<Out> {
  const iterator = input[Symbol.asyncIterator]();
  const pending: Promise<Out>[] = [];
  /** The item that is waited for. */
  let coming: Promise<Came<In>> | undefined;
  let ended: Came<In> | undefined;
  try {
    while (!ended || pending.length > 0) {
      if (!ended && pending.length < limit) {
        coming ??= iterator.next().then(
          ({ value, done }) => (done ? { done: true } : { value: value as In }),
          (error) => ({ error }),
        );
        const came = await Promise.race(pending.length > 0 ? [coming, settled(pending[0])] : [coming]);
        if (came) {
          coming = undefined;
          if ('value' in came) {
            const result = call(came.value);
            result.catch(() => {}); // reported when its turn comes
            pending.push(result);
          } else ended = came;
          continue;
        }
      }
      yield (await pending.shift()) as Out;
    }
    if (ended && 'error' in ended) throw ended.error;
  } finally {
    await Promise.allSettled(pending);
    // An item that is still on its way may take for ever: whoever opened the input ends it.
    const returned = iterator.return?.();
    if (!coming) await returned;
    else returned?.catch(() => {});
  }
}

type Came<In> = { readonly value: In } | { readonly done: true } | { readonly error: unknown };

async function settled(work: Promise<unknown>): Promise<undefined> {
  await work.catch(() => {});
  return undefined;
}
