import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { layoutOf } from '../../../src/core/artifacts/layout.ts';
import { foldRecord } from '../../../src/core/artifacts/notifications/fold-record.ts';
import { readRecord } from '../../../src/core/artifacts/notifications/read-record.ts';
import { trimRecord } from '../../../src/core/artifacts/notifications/trim-record.ts';
import { pruneArtifacts } from '../../../src/core/artifacts/prune/prune-artifacts.ts';
import { verifyPipeline } from '../../../src/core/artifacts/verify/verify-pipeline.ts';
import { flushPending } from '../../../src/core/notify/notify-run.ts';
import { scratchDir } from '../../support/cli.ts';
import { runAndNotify, settingsOf, testEffects, webhook } from '../../support/notify.ts';

const test = suite('core/artifacts/notifications');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
test.before.each(async () => {
  scratch = await scratchDir();
});
test.after.each(() => scratch.remove());

const DAY_MS = 86_400_000;

/** A record with all that a fold knows, three days long: nobody listens at the address. */
async function writeRecord() {
  const layout = layoutOf(scratch.dir, 'demo');
  const effects = testEffects();
  const settings = settingsOf([webhook('http://127.0.0.1:1/', { rateLimit: { messages: 1, perMs: 1000 } })], { expireMs: 30 * DAY_MS });
  for (const level of ['certified', 'withheld', 'certified', 'rank-only'] as const) {
    await runAndNotify(scratch.dir, level, settings, effects);
    effects.pass(DAY_MS);
  }
  return { layout, effects, settings };
}

test('every changed byte of the record is found by verify; half a line at its end is none', async () => {
  const { layout } = await writeRecord();
  const sound = readFileSync(layout.notificationRecord);
  const verify = async () => (await verifyPipeline(scratch.dir, 'demo')).problems;
  const known = (await verify()).length; // of runs that the test wrote without seals, none of this file
  await fc.assert(
    fc.asyncProperty(fc.nat(sound.length - 2), fc.integer({ min: 0, max: 7 }), async (at, bit) => {
      const altered = Buffer.from(sound);
      altered[at] ^= 1 << bit;
      writeFileSync(layout.notificationRecord, altered);
      assert.ok((await readRecord(layout)).problems.length > 0, `bit ${bit} of byte ${at}`);
    }),
    { numRuns: 60 },
  );
  assert.match((await verify()).map(({ what }) => what).join('\n'), /demo\/notifications\/record\.ndjson: line \d+ /);
  writeFileSync(layout.notificationRecord, Buffer.concat([sound, Buffer.from('{"schema":')]));
  assert.is((await verify()).length, known);
  writeFileSync(path.join(layout.notifications, 'stranger'), '');
  assert.match((await verify()).map(({ what }) => what).join('\n'), /"stranger" was not written by oads/);
});

test('trimming by age or size leaves what all lines come to as it was', async () => {
  const { layout, effects, settings } = await writeRecord();
  const before = await readRecord(layout);
  const outbox = foldRecord(before.lines);
  assert.equal([outbox.pending.length > 0, outbox.held.length > 0, outbox.evaluations], [true, false, 4]);
  await trimRecord(layout, { days: 2, now: effects.now() });
  const trimmed = await readRecord(layout);
  assert.equal([trimmed.problems, trimmed.lines[0].event, trimmed.lines.length < before.lines.length], [[], 'carried', true]);
  assert.equal(foldRecord(trimmed.lines), outbox);
  await trimRecord(layout, { now: effects.now(), mostBytes: 1 });
  assert.equal(foldRecord((await readRecord(layout)).lines), outbox);
  effects.pass(90 * DAY_MS);
  await pruneArtifacts(scratch.dir, { pipeline: 'demo', limits: { days: 30 }, dryRun: false, now: effects.now });
  const { lines } = await readRecord(layout);
  assert.equal([lines.length, foldRecord(lines)], [1, outbox]);
  await pruneArtifacts(scratch.dir, { pipeline: 'demo', limits: { days: 30 }, dryRun: false, now: effects.now });
  assert.equal((await readRecord(layout)).lines, lines, 'and then nothing more');
  await flushPending({ artifactsDir: scratch.dir, pipeline: 'demo', settings }, effects);
});

test('a damaged line is passed over with a warning, is not trimmed away, and stops no trimming', async () => {
  const { layout, effects, settings } = await writeRecord();
  const lines = readFileSync(layout.notificationRecord, 'utf8').split('\n');
  lines[1] = lines[1].replace('"event"', '"evnet"');
  writeFileSync(layout.notificationRecord, lines.join('\n'));
  await flushPending({ artifactsDir: scratch.dir, pipeline: 'demo', settings }, effects);
  assert.match(effects.warned.join('\n'), /record\.ndjson: line 2 .*passed over/);
  const before = await readRecord(layout);
  await trimRecord(layout, { days: 1, now: new Date(effects.now().getTime() + 90 * DAY_MS) });
  const after = await readRecord(layout);
  assert.equal([after.damaged, after.problems.length], [[lines[1]], 1]);
  assert.equal([after.lines.length, foldRecord(after.lines)], [1, foldRecord(before.lines)], 'the others are trimmed all the same');
});

test('something else in the place of the record is a problem, and nothing is written through it', async () => {
  const layout = layoutOf(scratch.dir, 'demo');
  mkdirSync(layout.notificationRecord, { recursive: true });
  assert.equal((await readRecord(layout)).problems, ['is not a regular file']);
  const effects = testEffects();
  await runAndNotify(scratch.dir, 'rank-only', settingsOf([webhook('http://127.0.0.1:1/')]), effects);
  assert.match(effects.warned.at(-1) ?? '', /nobody could be told of it: .*a directory is in the way/);
});

test('a link or a pipe in the place of the record is neither followed nor waited for', async () => {
  const layout = layoutOf(scratch.dir, 'demo');
  const victim = path.join(scratch.dir, 'victim');
  writeFileSync(victim, '');
  mkdirSync(layout.notifications, { recursive: true });
  const tell = async () => {
    const effects = testEffects();
    await runAndNotify(scratch.dir, 'rank-only', settingsOf([webhook('http://127.0.0.1:1/')]), effects);
    return effects.warned.join('\n');
  };
  const refused =
    /is not a regular file; passed over\n.*nobody could be told of it: expected a regular file or nothing at .*record\.ndjson/s;
  symlinkSync(victim, layout.notificationRecord);
  assert.match(await tell(), refused);
  assert.is(readFileSync(victim, 'utf8'), '');
  rmSync(layout.notificationRecord);
  execFileSync('mkfifo', [layout.notificationRecord]);
  assert.match(await tell(), refused);
  rmSync(layout.notificationRecord);
});

test.run();
