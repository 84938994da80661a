import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { InterruptedError, OadsError, PluginError, SourceError, StoreError } from '../../../src/core/errors.ts';
import type { Batch } from '../../../src/core/frame/batch.ts';
import { type Intake, loadRows, type RowSource } from '../../../src/core/load/load-rows.ts';
import type { SourceUsed } from '../../../src/core/snapshot/parts.ts';
import { makeBatch } from '../check/make-batch.ts';

const test = suite('load/load-rows');

const batchOf = (...values: number[]) => makeBatch({ 'a:number': values });

class Rows implements Intake {
  readonly values: number[] = [];
  discarded = 0;
  failing?: Error;

  async take(batches: AsyncIterable<Batch>): Promise<void> {
    for await (const batch of batches) {
      if (this.failing) throw this.failing;
      this.values.push(...batch.numbers('a'));
    }
  }

  async discard(): Promise<void> {
    this.discarded++;
  }
}

/** A source that gives its parts in order: batches, or what it throws. */
function source(used: SourceUsed, parts: readonly (Batch | Error)[], opened: string[] = []): RowSource {
  return {
    used,
    label: `the ${used}`,
    open: async function* () {
      opened.push(used);
      for (const part of parts) {
        if (part instanceof Error) throw part;
        yield part;
      }
    },
  };
}

const outage = (hint?: string) => new SourceError('OADS_SOURCE_UNREACHABLE', 'db:5432 does not answer', { outage: true, hint });

function start() {
  const intakes: Rows[] = [];
  const failures: string[] = [];
  const load = (sources: readonly RowSource[], failing?: Error) =>
    loadRows(
      sources,
      async () => {
        const intake = new Rows();
        intake.failing = failing;
        intakes.push(intake);
        return intake;
      },
      (message) => failures.push(message),
    );
  return { intakes, failures, load };
}

async function thrownBy(work: Promise<unknown>): Promise<OadsError> {
  const error = await work.then(
    () => assert.unreachable('expected a rejection'),
    (thrown: unknown) => thrown,
  );
  assert.instance(error, OadsError);
  return error as OadsError;
}

test('the primary source works: no reason, and no other source is opened', async () => {
  const { intakes, failures, load } = start();
  const opened: string[] = [];
  const loaded = await load([source('primary', [batchOf(1, 2), batchOf(3)], opened), source('file', [batchOf(9)], opened)]);
  assert.equal(loaded.intake.values, [1, 2, 3]);
  assert.equal([loaded.used, loaded.label, loaded.fallbackReason, loaded.failures], ['primary', 'the primary', null, []]);
  assert.equal([opened, failures, intakes.map(({ discarded }) => discarded)], [['primary'], [], [0]]);
});

test('an outage leads to the next source, and its code is the reason', async () => {
  const { intakes, failures, load } = start();
  const loaded = await load([source('primary', [outage('start it')]), source('last_good', [batchOf(5)])]);
  assert.equal([loaded.used, loaded.fallbackReason], ['last_good', 'OADS_SOURCE_UNREACHABLE']);
  assert.equal(loaded.failures, [
    {
      source: 'primary',
      label: 'the primary',
      code: 'OADS_SOURCE_UNREACHABLE',
      outage: true,
      message: 'db:5432 does not answer',
      hint: 'start it',
    },
  ]);
  assert.equal(loaded.intake.values, [5]);
  assert.equal(failures, [
    'the primary is not available at the moment: db:5432 does not answer; reading the last_good instead (hint: start it)',
  ]);
  assert.is(intakes[0].discarded, 1);
});

test('what is no outage says that somebody must act, and what to do', async () => {
  const { failures, load } = start();
  const typo = new SourceError('OADS_SOURCE_TABLE', 'there is no such table', { hint: 'mind upper and lower case' });
  const loaded = await load([source('primary', [typo]), source('file', [batchOf(5)])]);
  assert.equal([loaded.fallbackReason, loaded.failures[0].outage], ['OADS_SOURCE_TABLE', false]);
  assert.equal(failures, [
    'the primary cannot be read as configured: there is no such table; reading the file instead, but somebody must change the setting or the source (hint: mind upper and lower case)',
  ]);
});

test('a source that breaks in the middle leaves no row', async () => {
  const { intakes, load } = start();
  const loaded = await load([source('primary', [batchOf(1), batchOf(2), outage()]), source('file', [batchOf(5)])]);
  assert.equal(loaded.intake.values, [5]);
  assert.equal(
    intakes.map(({ values, discarded }) => [values.length, discarded]),
    [
      [2, 1],
      [1, 0],
    ],
  );
});

test('the reason is that of the first failure, however many follow', async () => {
  const { failures, load } = start();
  const none = new SourceError('OADS_FALLBACK_NONE', 'there is no last good load yet');
  const loaded = await load([source('primary', [outage()]), source('last_good', [none]), source('file', [batchOf(1)])]);
  assert.equal([loaded.used, loaded.fallbackReason], ['file', 'OADS_SOURCE_UNREACHABLE']);
  assert.equal([failures.length, loaded.failures.map(({ code }) => code)], [2, ['OADS_SOURCE_UNREACHABLE', 'OADS_FALLBACK_NONE']]);
  assert.match(failures[0], /reading the file instead/, 'what is read is known before it is said');
  assert.match(failures[1], /^the last_good cannot be used: there is no last good load yet; reading the file instead$/);
});

test('an empty source is one batch of no rows, and is a success', async () => {
  const { load } = start();
  assert.is((await load([source('primary', [batchOf()])])).used, 'primary');
});

test('a source without any batch has no columns: it failed', async () => {
  const { intakes, load } = start();
  const loaded = await load([source('primary', []), source('file', [batchOf(1)])]);
  assert.equal([loaded.used, loaded.fallbackReason, intakes[0].discarded], ['file', 'OADS_SOURCE_NO_BATCH', 1]);
});

test('whatever is no source error ends it, discarded, whatever fallback there is', async () => {
  for (const error of [
    new PluginError('OADS_PLUGIN', 'm'),
    new StoreError('OADS_STORE_FULL', 'm'),
    new InterruptedError(),
    new TypeError('defect'),
  ]) {
    const { intakes, load } = start();
    const opened: string[] = [];
    const thrown = await load([source('primary', [batchOf(1), error]), source('file', [batchOf(2)], opened)]).catch(
      (caught: unknown) => caught,
    );
    assert.is(thrown, error);
    assert.equal([opened, intakes[0].discarded, intakes.length], [[], 1, 1]);
  }
});

test('so does an intake that cannot take', async () => {
  const { intakes, load } = start();
  const full = new StoreError('OADS_STORE_FULL', 'm');
  const thrown = await load([source('primary', [batchOf(1)]), source('file', [batchOf(2)])], full).catch((caught: unknown) => caught);
  assert.equal([thrown === full, intakes.length, intakes[0].discarded], [true, 1, 1]);
});

test('when none works: what each one said, the first one’s code, hint and kind', async () => {
  const { intakes, failures, load } = start();
  const none = new SourceError('OADS_FALLBACK_NONE', 'there is no last good load yet', { hint: 'other' });
  const error = await thrownBy(load([source('primary', [outage('start the server')]), source('last_good', [none])]));
  assert.instance(error, SourceError);
  assert.is(error.code, 'OADS_SOURCE_UNREACHABLE');
  assert.is(error.exitCode, 3);
  assert.is(error.message, 'db:5432 does not answer (then tried the last_good: there is no last good load yet)');
  assert.is(error.hint, 'start the server');
  assert.is((error as SourceError).outage, true);
  assert.equal(failures, [], 'all of it is part of the error');
  assert.equal(
    intakes.map(({ discarded }) => discarded),
    [1, 1],
  );
});

test('a wrong password is not told as an outage; without a fallback the hint names one', async () => {
  const { load } = start();
  const error = await thrownBy(load([source('primary', [new SourceError('OADS_SOURCE_AUTH', 'the server refused the password')])]));
  assert.is((error as SourceError).outage, false);
  assert.is(error.message, 'the server refused the password');
  assert.match(error.hint ?? '', /fallback/);
});

test.run();
