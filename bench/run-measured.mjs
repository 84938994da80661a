// Runs a Node script of the project in a process of its own and measures it.
import { spawn } from 'node:child_process';

export const REPORT = new URL('report-usage.mjs', import.meta.url).href;

/**
 * Seconds on the clock, CPU seconds (user and system, all threads) and peak resident memory (MB) of `node ...args`, with
 * what it printed. Throws when it fails; `allowed` are the exit codes that do not count as failure.
 * @param {string[]} args
 * @param {{env?: Record<string, string>, allowed?: number[]}} [options]
 * @returns {Promise<{seconds: number, cpuSeconds: number, peakMb: number, stdout: string}>}
 */
export async function runMeasured(args, { env, allowed = [0] } = {}) {
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', REPORT, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1', ...env },
  });
  const [stdout, stderr, usage] = [1, 2, 3].map((descriptor) => collect(child.stdio[descriptor]));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const seconds = (performance.now() - start) / 1000;
  if (!allowed.includes(code)) throw new Error(`${args.join(' ')} ended with ${code}: ${(await stderr).trim()}`);
  return { seconds, ...JSON.parse(await usage), stdout: await stdout };
}

/** Flags under which this Node runs TypeScript without a word. */
export function typeScriptFlags() {
  const quiet = '--disable-warning=ExperimentalWarning';
  return process.features.typescript ? [quiet] : [quiet, '--experimental-strip-types'];
}

export async function collect(stream) {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  return text;
}
