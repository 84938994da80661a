import { execFile } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type AcknowledgementDraft,
  encodeLine,
  keyText,
  sha256Of,
} from '../../../../src/core/artifacts/acknowledge/acknowledgement-line.ts';
import { appendAcknowledgement } from '../../../../src/core/artifacts/acknowledge/append-acknowledgement.ts';
import { forgetMarks, markOf, readMarks } from '../../../../src/core/artifacts/acknowledge/read-log.ts';
import { layoutOf } from '../../../../src/core/artifacts/layout.ts';
import { acquireLock } from '../../../../src/core/artifacts/lock/lock.ts';
import { pruneArtifacts } from '../../../../src/core/artifacts/prune/prune-artifacts.ts';
import { verifyPath } from '../../../../src/core/pipeline/verify-path.ts';
import { writeRun } from '../../../support/artifacts.ts';

const test = suite('artifacts/acknowledge/log');
const NOW = () => new Date('2026-03-01T08:00:00.000Z');
const APPEND = new URL('../../../../src/core/artifacts/acknowledge/append-acknowledgement.ts', import.meta.url).href;
const DIGEST = 'a'.repeat(64);
let dir: string;
let file: string;

test.before.each(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'oads-log-'));
  file = layoutOf(dir, 'demo').acknowledgements;
  await mkdir(path.dirname(file), { recursive: true });
});
test.after.each(() => rm(dir, { recursive: true, force: true }));

function draft(over: Partial<AcknowledgementDraft> = {}): AcknowledgementDraft {
  const said = { key: { flight: 'F0' }, verdict: 'confirmed' as const, note: null, by: null };
  const seen = { score: 0.81, rank: 1, trust_level: 'certified' as const };
  return { time: NOW().toISOString(), pipeline: 'demo', run_id: '0123456789abcdef', input_digest: DIGEST, ...said, ...seen, ...over };
}
const append = (over: Partial<AcknowledgementDraft> = {}) => appendAcknowledgement(dir, draft(over), NOW);
const linesOf = async () => (await readFile(file, 'utf8')).split('\n').slice(0, -1);

test('the newest mark of a row of an input wins, and the same again writes nothing', async () => {
  const first = await append();
  assert.is(first.isNew, true);
  assert.is((await stat(file)).mode & 0o777, 0o600);
  const again = await append({ time: '2026-03-02T00:00:00.000Z', by: 'another' });
  assert.equal(again, { entry: first.entry, isNew: false });
  await append({ note: 'seen on the radar' });
  await append({ verdict: 'false_alarm' });
  await append({ key: { flight: 'F7' } });
  const log = await readMarks(dir, 'demo');
  assert.is(log.lines, 4);
  assert.equal(log.problems, []);
  assert.is(markOf(log, DIGEST, { flight: 'F0' })?.verdict, 'false_alarm');
  assert.is(markOf(log, DIGEST, { flight: 'F7' })?.verdict, 'confirmed');
  assert.is(markOf(log, 'b'.repeat(64), { flight: 'F0' }), null, 'other rows are not marked');
  assert.is(new Set((await linesOf()).map((line) => JSON.parse(line).id)).size, 4);
});

test('a key is the same whatever the order of its columns, and no two keys are taken for one', () => {
  assert.is(keyText({ a: 1, b: 'x' }), keyText({ b: 'x', a: 1 }));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer())), fc.dictionary(fc.string(), fc.string()), (a, b) => {
      const same = JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
      assert.is(keyText(a) === keyText(b), same);
    }),
  );
});

test('a torn last line is set aside, never merged into the next one', async () => {
  await append();
  const whole = (await readFile(file)).length;
  const { line } = encodeLine(draft({ key: { flight: 'F7' } }), null);
  for (const torn of [line.slice(0, 40), '\0'.repeat(200), line, 'ü'.slice(0, 1)]) {
    await appendFile(file, torn);
    const log = await readMarks(dir, 'demo');
    assert.is(log.tornBytes, Buffer.byteLength(torn));
    assert.is(log.lines, 1);
    await append({ note: torn.slice(0, 5).replaceAll('\0', 'x') });
    const healed = await readMarks(dir, 'demo');
    assert.equal([healed.lines, healed.tornBytes, healed.problems], [2, 0, []]);
    await truncate(file, whole);
    forgetMarks(dir, 'demo');
  }
  const asides = (await readdir(path.dirname(file))).filter((name) => name.includes('.torn-'));
  assert.is(asides.length, 4);
  const kept = await Promise.all(asides.map((name) => readFile(path.join(path.dirname(file), name), 'utf8')));
  assert.ok(kept.includes(line), 'what was set aside is kept');
});

test('many writers at once: every line whole, one chain', async () => {
  await Promise.all(Array.from({ length: 40 }, (_, row) => append({ key: { row } })));
  const log = await readMarks(dir, 'demo');
  assert.equal([log.lines, log.problems, log.newest.size], [40, [], 40]);
});

test('two processes append to one log at once', async () => {
  const script = `
    import { appendAcknowledgement } from ${JSON.stringify(APPEND)};
    const [dir, who] = process.argv.slice(1);
    const draft = ${JSON.stringify(draft())};
    for (let row = 0; row < 15; row++) await appendAcknowledgement(dir, { ...draft, key: { who, row } }, () => new Date());
  `;
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script, dir];
  await Promise.all(['a', 'b'].map((who) => promisify(execFile)(process.execPath, [...args, who])));
  const log = await readMarks(dir, 'demo');
  assert.equal([log.lines, log.problems, log.newest.size], [30, [], 30]);
  assert.equal(await readdir(path.dirname(file)), ['acknowledgements.ndjson'], 'no lock is left');
});

test('a writer waits for the lock of another process', async () => {
  const lock = await acquireLock(layoutOf(dir, 'demo').acknowledgementsLock, NOW);
  let done = false;
  const waiting = append().then(() => {
    done = true;
  });
  // What the other writes meanwhile is what this one follows.
  const { line } = encodeLine(draft({ key: { flight: 'F9' } }), null);
  await writeFile(file, `${line}\n`);
  assert.is(done, false);
  await lock.release();
  await waiting;
  const log = await readMarks(dir, 'demo');
  assert.equal([log.lines, log.problems], [2, []]);
});

test('what was appended by another server is read without reading the rest again, what was rewritten is read anew', async () => {
  await append();
  const { entry } = await append({ key: { flight: 'F7' } });
  const lines = await linesOf();
  const last = sha256Of(lines[1]);
  await appendFile(file, `${encodeLine(draft({ key: { flight: 'F8' } }), last).line}\n`);
  assert.equal([(await readMarks(dir, 'demo')).lines, (await readMarks(dir, 'demo')).problems], [3, []]);
  await writeFile(file, `${lines[0]}\n`);
  const log = await readMarks(dir, 'demo');
  assert.equal([log.lines, markOf(log, DIGEST, entry?.key ?? {})], [1, null]);
});

test('verify finds every careless edit, and leaves a sound log alone', async () => {
  await writeRun(dir);
  for (const flight of ['F0', 'F7', 'F14']) await append({ key: { flight } });
  const problems = async () => (await verifyPath(dir)).problems.map(({ path: place, what }) => `${place}: ${what}`);
  assert.equal(await problems(), []);
  const sound = await readFile(file, 'utf8');
  const [a, b, c] = sound.split('\n');
  const broken: [string, string, RegExp][] = [
    ['a line removed', `${a}\n${c}\n`, /line 2 does not follow/],
    ['lines exchanged', `${b}\n${a}\n${c}\n`, /line 1 does not follow/],
    ['a verdict altered in the last line', `${a}\n${b}\n${c.replace('confirmed', 'false_alarm')}\n`, /line 3 is no acknowledgement/],
    ['a blank put in', `${a}\n${b}\n${c.replace(':', ': ')}\n`, /line 3 is no acknowledgement/],
    ['an empty line', `${a}\n\n${b}\n${c}\n`, /line 2 is no acknowledgement/],
    ['another pipeline', sound.replaceAll('"demo"', '"other"'), /line 1 is no acknowledgement/],
    ['a line of any length', `${a}\n${'x'.repeat(70_000)}\n${b}\n`, /line 2 is longer than 65536 bytes/],
    ['no end', sound.slice(0, -1), /without its end: an append was cut short/],
  ];
  for (const [name, text, expected] of broken) {
    await writeFile(file, text);
    const found = await problems();
    assert.ok(found.length > 0 && found.some((problem) => expected.test(problem)), `${name}: ${found}`);
    assert.ok(
      found.every((problem) => problem.startsWith('demo/acknowledgements.ndjson: ')),
      `${found}`,
    );
  }
  await rm(file);
  await symlink('/etc/passwd', file);
  assert.match((await problems()).join(), 'is a symbolic link');
  assert.equal((await readMarks(dir, 'demo')).newest.size, 0);
  let thrown: unknown;
  await append().catch((error) => {
    thrown = error;
  });
  assert.match(String(thrown), 'is a symbolic link');
});

test('prune never touches the log', async () => {
  for (const day of ['01', '02', '03']) await writeRun(dir, { asOf: `2026-03-${day}T06:00:00.000Z` });
  await append();
  const before = await readFile(file);
  await pruneArtifacts(dir, { limits: { runs: 1 }, dryRun: false, now: NOW });
  assert.ok((await readdir(layoutOf(dir, 'demo').runs)).length < 3);
  assert.equal(await readFile(file), before);
});

test('two writers at once behind a torn tail: it is set aside once, and both marks follow the last whole line', async () => {
  await append();
  await appendFile(file, '{"schema":"oads/acknowledgement/v1","ti');
  await Promise.all(['F1', 'F2'].map((flight) => append({ key: { flight } })));
  const log = await readMarks(dir, 'demo');
  assert.equal([log.lines, log.problems, log.tornBytes, log.newest.size], [3, [], 0, 3]);
  assert.is((await readdir(path.dirname(file))).filter((name) => name.includes('.torn-')).length, 1);
});

test.run();
