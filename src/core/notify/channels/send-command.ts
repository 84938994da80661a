import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { CommandChannel } from '../../config/notify-defaults.ts';
import { systemCode } from '../../errors.ts';
import { clip } from '../clip.ts';
import { type Attempt, MOST_REMARK, type Outcome } from './outcome.ts';

/** What it says is kept so far only; the rest is read and thrown away, so that it can end. */
const MOST_OUTPUT_BYTES = 4096;
const GRACE_MS = 250;

/** They pass with a machine that has less to do; whatever else keeps a program from starting does not. */
const PASSING = new Set(['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM', 'ETXTBSY']);

/** A program without a shell, in a process group of its own, which ends with it; what leaves the group (setsid) is out of reach. */
export function sendCommand({ command: [file, ...args] }: CommandChannel, attempt: Attempt): Promise<Outcome> {
  const { notification, signal, effects } = attempt;
  const env = { ...effects.env, ...variablesOf(attempt) };
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve({ state: 'failed', error: 'not started in time', uncertain: false });
      return;
    }
    let child: ChildProcessByStdio<Writable, Readable, Readable>;
    try {
      // `ignore` would need /dev/null, which a bare root directory lacks.
      child = spawn(file, args, { cwd: effects.baseDir, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
    } catch (error) {
      resolve(notStarted(error)); // Node throws some codes, and tells others as an event
      return;
    }
    let said = Buffer.alloc(0);
    let isLate = false;
    let hardEnd: NodeJS.Timeout | undefined;
    const end = (outcome: Outcome) => {
      signal.removeEventListener('abort', stop);
      clearTimeout(hardEnd);
      killGroup(child.pid, 'SIGKILL');
      child.stdout.destroy();
      child.stderr.destroy();
      child.stdin.destroy();
      resolve(outcome);
    };
    const stop = () => {
      isLate = true;
      killGroup(child.pid, 'SIGTERM');
      hardEnd = setTimeout(() => killGroup(child.pid, 'SIGKILL'), GRACE_MS);
    };
    signal.addEventListener('abort', stop, { once: true });
    child.stdout.resume();
    child.stderr.on('data', (chunk: Buffer) => {
      if (said.length < MOST_OUTPUT_BYTES) said = Buffer.concat([said, chunk]).subarray(0, MOST_OUTPUT_BYTES);
    });
    child.stdin.on('error', () => {}); // it need not read what it is told
    child.on('error', (error) => end(notStarted(error)));
    // Not `close`: a child of its own may hold the pipe open.
    child.on('exit', (code, killed) => {
      if (code === 0) end({ state: 'delivered' });
      else if (isLate) end({ state: 'failed', error: 'did not end in time', uncertain: true });
      else {
        const remark = clip(said.toString('utf8'), MOST_REMARK);
        end({ state: 'failed', error: `ended with ${killed ?? code}${remark ? `: ${remark}` : ''}`, uncertain: false });
      }
    });
    child.stdin.end(`${JSON.stringify(notification)}\n`);
  });
}

function notStarted(cause: unknown): Outcome {
  const code = systemCode(cause) ?? 'unknown error';
  const error = `the program could not be started (${code})`;
  return PASSING.has(code) ? { state: 'failed', error, uncertain: false } : { state: 'refused', error };
}

function killGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended.
  }
}

function variablesOf({ notification, isRepeat }: Attempt): Record<string, string> {
  const { id, kind, channel, pipeline, run_id, severity, title, trust, link } = notification;
  return {
    OADS_NOTIFY_ID: id,
    OADS_NOTIFY_KIND: kind,
    OADS_NOTIFY_CHANNEL: channel,
    OADS_NOTIFY_PIPELINE: pipeline,
    OADS_NOTIFY_RUN_ID: run_id ?? '',
    OADS_NOTIFY_SEVERITY: severity,
    // A variable cannot hold every character.
    OADS_NOTIFY_TITLE: clip(title, 200),
    OADS_NOTIFY_TRUST: trust?.level ?? '',
    OADS_NOTIFY_LINK: link ?? '',
    OADS_NOTIFY_REPEAT: isRepeat ? '1' : '0',
  };
}
