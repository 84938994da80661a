// Runs commands of the built CLI one after the other in this process, as bin/run.js does each in one of its own; warm-oads.ts starts it.
//
// A command has the process to itself: its stdout and stderr are the real ones, the loop must be empty before it is over, and what
// ends the process ends it. After one that is over, a mark on both streams says so, with the exit code, and the next may come.
import process from 'node:process';
import { pathToFileURL } from 'node:url';

const streams = [process.stdout, process.stderr];
const emitters = [process, ...streams];
/** What a command may replace, with how it was. */
const replaced = [
  [process, 'exit'],
  [process, 'emitWarning'],
  ...streams.map((stream) => [stream, 'write']),
  ...['log', 'info', 'debug', 'warn', 'error'].map((method) => [console, method]),
].map(([owner, name]) => ({ owner, name, value: owner[name] }));
const { exit } = process;
/** Node's own, of a module that waits for what never comes. */
const UNSETTLED = 13;
/** A defect, or a signal: whatever it has left may spoil the next. */
const [BUG, BY_SIGNAL] = [70, 128];

let underWay;
let count = 0;

process.on('disconnect', () => Reflect.apply(exit, process, [0]));
process.on('message', start);
process.on('beforeExit', () => {
  if (underWay === undefined) return;
  if (underWay.isOver) return finish(underWay);
  // The CLI's own guard comes next, and ends the process.
  if (process.listenerCount('beforeExit') === 1) Reflect.apply(exit, process, [UNSETTLED]);
});
const baseline = emitters.map((emitter) => new Map(emitter.eventNames().map((event) => [event, emitter.rawListeners(event)])));

/** `{ args, env, cwd, umask, program, mark }` */
function start({ args, env, cwd, umask, program, mark }) {
  underWay = { mark, isOver: false };
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  process.chdir(cwd);
  process.umask(umask);
  process.argv = [process.execPath, program, ...args];
  process.exitCode = undefined;
  // What is left then is the command's own.
  process.channel.unref();
  // Each time anew, with all that it does before the CLI; what it fails with ends this process, too.
  import(`${pathToFileURL(program)}?${count++}`).then(() => {
    underWay.isOver = true;
  });
}

function finish({ mark }) {
  underWay = undefined;
  if (process.exitCode >= BY_SIGNAL || process.exitCode === BUG) Reflect.apply(exit, process, []);
  for (const listener of addedListeners(process, 0, 'exit')) Reflect.apply(listener, process, [process.exitCode ?? 0]);
  const code = process.exitCode ?? 0;
  for (const { owner, name, value } of replaced) owner[name] = value;
  for (const [index, emitter] of emitters.entries()) {
    for (const event of emitter.eventNames())
      for (const listener of addedListeners(emitter, index, event)) emitter.removeListener(event, listener);
  }
  process.exitCode = undefined;
  process.chdir('/');
  process.channel.ref();
  for (const stream of streams) stream.write(`\0${mark} ${code}\n`);
}

function addedListeners(emitter, index, event) {
  const before = baseline[index].get(event) ?? [];
  return emitter.rawListeners(event).filter((listener) => !before.includes(listener));
}
