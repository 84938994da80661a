// Preloaded (`--import`) into a measured Node process: at its end it tells what it used on file descriptor 3, exactly and whole.
import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    try {
      writeSync(3, JSON.stringify({ cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, peakMb: maxRSS / 1024 }));
    } catch {
      // Started by hand: nobody listens.
    }
  });
}
