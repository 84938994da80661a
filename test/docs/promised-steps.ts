import { spawn } from 'node:child_process';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { oadsEnv, oadsInShell, root, scratchDir } from '../support/cli.ts';

export interface Step {
  readonly script: string;
  /** What the page promises: each line is somewhere in the output, in this order; `…` stands for any text. */
  readonly promised: readonly string[];
}

/** A marker comment, then a fenced block. */
const BLOCK = /<!-- test:(path|output) -->\n```(?:sh|text)\n([\s\S]*?)\n```/g;

/** The marked blocks of a document; every marker must stand directly before one. */
export function readSteps(document: string): Step[] {
  const steps: { script: string; promised: string[] }[] = [];
  const blocks = [...document.matchAll(BLOCK)];
  assert.is(blocks.length, document.match(/<!-- test:/g)?.length ?? 0, 'every marker stands directly before a block');
  for (const [, kind, content] of blocks) {
    if (kind === 'path') steps.push({ script: content, promised: [] });
    else steps.at(-1)?.promised.push(...content.split('\n'));
  }
  return steps;
}

/** Where curl is missing, Node's fetch answers to its name. */
const PREAMBLE = `
set -euo pipefail
set -m # as in an interactive shell: a background job is a process group, which kill %1 reaches whole
oads() { ${oadsInShell} "$@"; }
command -v curl > /dev/null || curl() { node -e 'fetch(process.argv.at(-1)).then((r) => r.text()).then(console.log)' "$@"; }
`;
const SEPARATOR = '=== end of step ===';

function runInBash(script: string, cwd: string, more: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const PATH = `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH}`;
  const env = { PATH, HOME: cwd, TMPDIR: process.env.TMPDIR, NO_COLOR: '1', OADS_ROOT: root, ...oadsEnv, ...more };
  const child = spawn('bash', ['-c', script], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output }));
  });
}

const squeeze = (line: string): string => line.trim().replaceAll(/\s+/g, ' ');

function matches(promised: string, line: string): boolean {
  const pattern = squeeze(promised)
    .split('…')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${pattern}$`).test(squeeze(line));
}

/** Runs the steps one after the other in one shell, in a directory of their own, and looks for what each promises. */
export async function runSteps(steps: readonly Step[], env: Record<string, string> = {}): Promise<void> {
  const scratch = await scratchDir();
  try {
    const script = steps.map((step) => `${step.script}\necho '${SEPARATOR}'`).join('\n');
    const { code, output } = await runInBash(`${PREAMBLE}${script}`, scratch.dir, env);
    assert.is(code, 0, output);
    const printed = output.split(`${SEPARATOR}\n`);
    assert.is(printed.length, steps.length + 1);
    for (const [index, { script: shown, promised }] of steps.entries()) {
      const lines = printed[index].split('\n');
      let from = 0;
      for (const line of promised) {
        const at = lines.findIndex((candidate, position) => position >= from && matches(line, candidate));
        assert.ok(at >= 0, `after\n${shown.slice(0, 200)}\nexpected the line\n${line}\ngot\n${printed[index]}`);
        from = at + 1;
      }
    }
  } finally {
    await scratch.remove();
  }
}
