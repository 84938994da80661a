import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import { importsIn, type NodeCall, parseNodeCall, quoteOption } from './parse-node-call.ts';
import { relayToNode } from './relay-to-node.ts';
import { importInto, runCode } from './run-code.ts';

/** Node's own exit code for a command line that it does not take. */
const BAD_OPTION = 9;
/** Tells the same process, started over, that Node follows the options already, and what NODE_OPTIONS was before. */
const FOLLOWED = 'OADS_NODE_OPTIONS_WAS';

/**
 * Runs what this executable was asked for under the name `node`: npm and the scripts of packages start each other by it. What
 * the script throws must not pass through a promise of ours: Node would not show it as its own.
 */
export function actAsNode(argv: readonly string[]): void {
  const isFollowed = takeFollowed();
  const call = parseNodeCall(argv);
  if (call.refusal !== undefined) refuse(call.refusal);
  else if (call.asksVersion) process.stdout.write(`${process.version}\n`);
  else if (call.forNode.length > 0 && !isFollowed) startOver(call.forNode);
  else run(call);
}

function refuse(why: string | undefined): void {
  if (why === undefined) return;
  process.stderr.write(`node: ${why}\n`);
  process.exitCode = BAD_OPTION;
  // It would keep this process waiting for its parent.
  process.channel?.unref();
}

function run(call: NodeCall): void {
  process.execArgv = [...call.options];
  process.argv = [process.execPath, ...(call.script === undefined ? [] : [call.script]), ...call.args];
  const require = createRequire(path.join(process.cwd(), '[eval]'));
  for (const name of call.requires) require(name);
  const imports = [...importsIn(process.env.NODE_OPTIONS ?? ''), ...call.imports];
  if (imports.length === 0) {
    runMain(call);
    return;
  }
  const load = async () => {
    for (const name of imports) await importInto(process.cwd(), name);
  };
  const fail = (error: unknown) => {
    throw error;
  };
  load().then(
    () => setImmediate(runMain, call),
    (error: unknown) => setImmediate(fail, error),
  );
}

function runMain(call: NodeCall): void {
  if (call.script !== undefined && call.script !== '-' && call.script !== '') {
    process.argv[1] = path.resolve(call.script);
    Module.runMain();
    return;
  }
  if (call.code === undefined && process.stdin.isTTY) {
    refuse('a prompt is not supported by the Node within oads: expected a script, -e or code on stdin');
    return;
  }
  const code = call.code ?? readFileSync(0, 'utf8');
  runCode(code, { name: call.code === undefined ? '[stdin]' : '[eval]', prints: call.prints, inputType: call.inputType });
}

/** With the options where Node looks for them when it starts; in the same process where that can be, and then nothing follows. */
function startOver(forNode: readonly string[]): void {
  const { NODE_OPTIONS } = process.env;
  const options = [...(NODE_OPTIONS ? [NODE_OPTIONS] : []), ...forNode.map(quoteOption)].join(' ');
  const env = { ...process.env, NODE_OPTIONS: options, [FOLLOWED]: JSON.stringify(NODE_OPTIONS ?? null) };
  const args = process.argv.slice(2);
  // Node has marked the channel to its parent as not to be inherited: who becomes another program loses it.
  if (process.channel) refuse(relayToNode(args, env));
  else process.execve?.(process.execPath, [process.argv0, ...args], env);
}

/** What this process starts in turn is not to inherit the options of this one. */
function takeFollowed(): boolean {
  const was = process.env[FOLLOWED];
  if (was === undefined) return false;
  delete process.env[FOLLOWED];
  const before = JSON.parse(was) as string | null;
  if (before === null) delete process.env.NODE_OPTIONS;
  else process.env.NODE_OPTIONS = before;
  return true;
}
