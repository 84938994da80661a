import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { mapOrdered } from '../../../src/core/score/map-ordered.ts';

const test = suite('score/map-ordered');

const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));
test.after.each(async () => {
  await nextTurn();
  assert.equal(unhandled, []);
});

async function* upTo(count: number, log: string[] = []): AsyncGenerator<number> {
  try {
    for (let item = 0; item < count; item++) yield item;
  } finally {
    log.push('input closed');
  }
}

/** Lets other work go first, so many times. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await nextTurn();
}

async function collect<T>(results: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const result of results) all.push(result);
  return all;
}

test('property: results come in the order of the input, never more than `limit` under way', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(4), { maxLength: 12 }), fc.integer({ min: 1, max: 5 }), async (delays, limit) => {
      let underway = 0;
      let most = 0;
      const results = mapOrdered(upTo(delays.length), limit, async (item) => {
        most = Math.max(most, ++underway);
        await turns(delays[item]);
        underway--;
        return item * 10;
      });
      assert.equal(
        await collect(results),
        delays.map((_, item) => item * 10),
      );
      assert.ok(most <= limit);
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('starts as many as allowed before the first is done', async () => {
  const started: number[] = [];
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const results = mapOrdered(upTo(10), 3, async (item) => {
    started.push(item);
    if (item === 0) await gate;
    return item;
  });
  const first = results.next();
  await turns(5);
  assert.equal(started, [0, 1, 2]);
  open();
  assert.is((await first).value, 0);
  await results.return(undefined);
});

test('a failed call is thrown when its turn comes, after the results before it, and closes the input', async () => {
  const log: string[] = [];
  const seen: number[] = [];
  const results = mapOrdered(upTo(100, log), 4, async (item) => {
    if (item === 2) throw new Error('call 2');
    await turns(3);
    return item;
  });
  const error = await (async () => {
    for await (const result of results) seen.push(result);
  })().catch((thrown: Error) => thrown.message);
  assert.is(error, 'call 2');
  assert.equal(seen, [0, 1]);
  assert.equal(log, ['input closed']);
});

test('several failures: the first in order is thrown, the others are swallowed', async () => {
  const results = mapOrdered(upTo(5), 5, async (item) => {
    await turns(5 - item);
    throw new Error(`call ${item}`);
  });
  assert.is(await collect(results).catch((thrown: Error) => thrown.message), 'call 0');
});

test('input that breaks is thrown after what is under way has ended', async () => {
  let ended = 0;
  async function* breaking(): AsyncGenerator<number> {
    yield 0;
    yield 1;
    throw new Error('input');
  }
  const results = mapOrdered(breaking(), 5, async () => {
    await turns(4);
    ended++;
  });
  assert.is(await collect(results).catch((thrown: Error) => thrown.message), 'input');
  assert.is(ended, 2);
});

test('a result does not wait for an input that pauses, and a reader may leave meanwhile', async () => {
  let go = () => {};
  const pause = new Promise<void>((resolve) => {
    go = resolve;
  });
  async function* pausing(): AsyncGenerator<number> {
    yield 0;
    await pause;
    yield 1;
  }
  const results = mapOrdered(pausing(), 4, async (item) => item);
  assert.is((await results.next()).value, 0);
  go();
  assert.equal(await collect(results), [1]);

  const forever = mapOrdered(
    (async function* () {
      yield 0;
      await new Promise(() => {});
    })(),
    4,
    async (item) => item,
  );
  for await (const _ of forever) break;
});

test('a reader that leaves early closes the input and waits for what is under way', async () => {
  const log: string[] = [];
  let underway = 0;
  for await (const _ of mapOrdered(upTo(100, log), 3, async () => {
    underway++;
    await turns(3);
    underway--;
  })) {
    break;
  }
  assert.equal(log, ['input closed']);
  assert.is(underway, 0);
});

test.run();
