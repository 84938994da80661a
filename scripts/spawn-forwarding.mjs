// Runs children as if they had been started in this process's place. Built-ins only; must parse and run on Node 20.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { isatty } from 'node:tty';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** npm passes on what the terminal or a process group has sent already: the same signal again within this time is one. */
const SAME_SIGNAL_MS = 500;
const PARENT_CHECK_MS = 500;

let running;
let received;
let idle;
const forwardedAtMs = new Map();

/** The first signal that this process was sent, if any. */
export function receivedSignal() {
  return received;
}

/**
 * From here on signals go to the child that is running; this process lives on to report the child's end. A signal that
 * comes while there is none goes to `whenIdle`, which ends this process by default.
 */
export function forwardSignals(whenIdle = (signal) => process.exit(exitCodeOf(signal))) {
  idle = whenIdle;
  for (const signal of FORWARDED) process.on(signal, () => forward(signal));
  // A stopped `npm start` passes the signal to the shell it runs scripts in, and that one dies of it without a word.
  if (process.env.npm_lifecycle_event !== undefined) followParent(process.ppid);
}

function followParent(parent) {
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    forward('SIGTERM');
  }, PARENT_CHECK_MS);
  timer.unref();
}

/** Resolves to the child's exit code, 128 + n when signal n ended it. */
export function spawnForwarding(command, args, options) {
  return new Promise((resolve, reject) => {
    running = spawn(command, args, options);
    running.once('error', (error) => {
      running = undefined;
      reject(error);
    });
    running.once('exit', (code, signal) => {
      running = undefined;
      resolve(code ?? exitCodeOf(signal));
    });
  });
}

export function exitCodeOf(signal) {
  return 128 + (constants.signals[signal] ?? 0);
}

function forward(signal) {
  received ??= signal;
  const nowMs = performance.now();
  const isRepeat = nowMs - (forwardedAtMs.get(signal) ?? Number.NEGATIVE_INFINITY) < SAME_SIGNAL_MS;
  if (running === undefined) return idle(signal);
  // Ctrl-C reaches every process in the terminal's foreground group, the child among them: a second one could mean "now!" to it.
  if (isRepeat || (signal === 'SIGINT' && isInForeground())) return;
  forwardedAtMs.set(signal, nowMs);
  running.kill(signal);
}

function isInForeground() {
  try {
    // proc(5): after the name in parentheses come state, parent, group, session, terminal, the terminal's foreground group.
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1).split(' ');
    return fields[2] === fields[5];
  } catch {
    return isatty(0) || isatty(2);
  }
}
