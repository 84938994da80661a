// One set-up at a time in one checkout. Built-ins only; must parse and run on Node 20.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const HEARTBEAT_MS = 2_000;
/** A holder in another container cannot be asked whether it lives: its heartbeat has to tell. */
const SILENT_MS = 60_000;
const POLL_MS = 100;

/** Runs `work` while holding `path`; waits for a live holder, takes over from a dead one. `onWait` is called once when it has to wait. */
export async function withLock(path, work, onWait = () => {}) {
  mkdirSync(dirname(path), { recursive: true });
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), token: randomUUID() });
  for (let waited = false; !tryLock(path, mine); waited = true) {
    if (!waited) onWait();
    const seen = look(path);
    if (seen !== undefined && isAbandoned(seen)) takeAway(path, seen.text);
    else await sleep(POLL_MS);
  }
  const release = () => {
    if (look(path)?.text === mine) rmSync(path, { force: true });
  };
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS);
  process.once('exit', release);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    process.off('exit', release);
    release();
  }
}

function tryLock(path, text) {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function look(path) {
  try {
    return { text: readFileSync(path, 'utf8'), silentMs: Date.now() - statSync(path).mtimeMs };
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAbandoned({ text, silentMs }) {
  if (silentMs > SILENT_MS) return true;
  try {
    const { pid, host } = JSON.parse(text);
    return host === hostname() && !isAlive(pid);
  } catch {
    // Created and not yet written, or its writer died in between: the heartbeat decides.
    return false;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Removes the abandoned lock, and not the fresh one that another waiter may have put in its place. */
function takeAway(path, abandoned) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  const taken = readFileSync(aside, 'utf8');
  if (taken !== abandoned) tryLock(path, taken);
  rmSync(aside, { force: true });
}

function touch(path) {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch {
    // The lock was taken from a process that had been stopped for too long: nothing to keep alive.
  }
}
