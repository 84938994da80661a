import type { ChildProcess } from 'node:child_process';

/** The address that `oads serve` tells on stdout. Rejects where it ends before. */
export function readAddress(child: ChildProcess): Promise<URL> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const [, address] = /dashboard (http:\S+)/.exec(text) ?? [];
      if (address) resolve(new URL(address));
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`expected an address, but it ended with ${signal ?? code}: ${text}`)));
  });
}
