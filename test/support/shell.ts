import { spawn } from 'node:child_process';
import { AS_OF, oadsEnv, oadsInShell } from './cli.ts';

export interface ShellResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

const OADS = `oads() { ${oadsInShell} "$@"; }\n`;

/** Runs a bash script in which `oads` is the CLI under test. */
export function runShell(script: string, cwd: string, env: Record<string, string> = {}): Promise<ShellResult> {
  const child = spawn('bash', ['-c', OADS + script], {
    cwd,
    env: { PATH: process.env.PATH, HOME: cwd, TMPDIR: process.env.TMPDIR, NO_COLOR: '1', OADS_AS_OF: AS_OF, ...oadsEnv, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
