import { closeSync, existsSync, futimesSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { takeTurn } from '../../src/launcher/lock.ts';
import { isAlive, type Machine, markOf, thisMachine } from '../../src/launcher/process-mark.ts';
import { scratchDir } from '../support/cli.ts';

const test = suite('launcher: lock');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let file: string;
const nothing = () => undefined;
const TIMES = { pollMs: 1, heartbeatMs: 5, silentMs: 60_000, patienceMs: 60_000 };
/** One on which only the process 7 runs, since tick 70. */
const machine: Machine = {
  pid: 8,
  place: 'aaaaaaaa',
  startOf: (pid) => ({ 7: '70', 8: '80' })[pid],
  isRunning: (pid) => pid === 7 || pid === 8,
};

test.before.each(async () => {
  scratch = await scratchDir();
  file = path.join(scratch.dir, 'lock');
});
test.after.each(async () => scratch.remove());

/** The turn that is to be had at once, or a failure. */
async function takeAtOnce(times = TIMES) {
  const turn = await takeTurn(file, {
    look: nothing,
    machine,
    times,
    onWait: () => {
      throw new Error('it waited');
    },
  });
  if (turn.found !== undefined) throw new Error('nothing was to be found');
  return turn;
}

test('a mark tells a process that runs from one that does not, and knows what it cannot tell', () => {
  assert.is(markOf(machine), '8-80-aaaaaaaa');
  assert.is(isAlive('7-70-aaaaaaaa', machine), true);
  assert.is(isAlive('7-69-aaaaaaaa', machine), false, 'another process has its id now');
  assert.is(isAlive('9-90-aaaaaaaa', machine), false);
  assert.is(isAlive('7-x-aaaaaaaa', machine), true);
  assert.is(isAlive('7-70-bbbbbbbb', machine), undefined, 'the ids of another container, or before the boot');
  assert.is(isAlive('7-70-x', { ...machine, place: undefined }), undefined, 'no /proc');
  for (const text of ['', '7', '{"pid":7}', '7-70-aaaaaaaa-1']) assert.is(isAlive(text, machine), undefined, text);
});

test('this very process runs', () => {
  assert.is(isAlive(markOf(thisMachine), thisMachine), thisMachine.place === undefined ? undefined : true);
});

test('the lock says who has it and is gone afterwards', async () => {
  const turn = await takeAtOnce();
  assert.is(readFileSync(file, 'utf8'), '8-80-aaaaaaaa');
  turn.release();
  assert.not(existsSync(file));
});

test('the lock of a dead process is taken over at once', async () => {
  for (const dead of ['9-90-aaaaaaaa', '7-69-aaaaaaaa']) {
    writeFileSync(file, dead);
    const turn = await takeAtOnce();
    assert.is(readFileSync(file, 'utf8'), '8-80-aaaaaaaa');
    turn.release();
  }
});

test('who holds it is waited for, until it is done', async () => {
  writeFileSync(file, '7-70-aaaaaaaa');
  let polls = 0;
  const turn = await takeTurn(file, { look: () => (++polls > 3 ? '/there' : undefined), machine, times: TIMES });
  assert.equal(turn, { found: '/there' });
  assert.is(readFileSync(file, 'utf8'), '7-70-aaaaaaaa');
});

test('a holder that cannot be asked keeps it as long as it touches it, and loses it when it is silent', async () => {
  writeFileSync(file, '7-70-bbbbbbbb');
  const silent = { ...TIMES, silentMs: 30 };
  let beats = 0;
  const fd = openSync(file, 'r+');
  const turn = await takeTurn(file, {
    look: nothing,
    machine,
    times: silent,
    // Touched at each of the first polls, however long they take: then no more.
    onWait: () => {
      if (++beats < 20) futimesSync(fd, beats, beats);
    },
  });
  closeSync(fd);
  assert.ok(beats >= 20, `it waited for ${beats} polls`);
  assert.is(readFileSync(file, 'utf8'), '8-80-aaaaaaaa');
  if (turn.found === undefined) turn.release();
});

test('a live holder is not waited for without end, and keeps its lock', async () => {
  writeFileSync(file, '7-70-aaaaaaaa');
  const turn = await takeTurn(file, { look: nothing, machine, times: { ...TIMES, patienceMs: 20 } });
  assert.is(turn.found, undefined);
  if (turn.found === undefined) turn.release();
  assert.is(readFileSync(file, 'utf8'), '7-70-aaaaaaaa');
});

test('a holder that was taken over from does not remove the lock of its successor', async () => {
  const turn = await takeAtOnce();
  const { unlinkSync } = await import('node:fs');
  unlinkSync(file);
  writeFileSync(path.join(scratch.dir, 'takes the inode'), '');
  writeFileSync(file, '7-70-aaaaaaaa');
  turn.release();
  assert.is(readFileSync(file, 'utf8'), '7-70-aaaaaaaa');
});

test('a directory in which no lock can be made is no reason to stop', async () => {
  const turn = await takeTurn(path.join(scratch.dir, 'nowhere', 'lock'), { look: nothing, machine, times: TIMES });
  assert.is(turn.found, undefined);
});

test.run();
