// Preloaded into a test file by `test/run.mjs --slowest`: leaves behind the CPU seconds that it used, those of processes which it waited for included.
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const report = process.env.TEST_CPU_REPORT;
// Processes of the test's own say nothing: what they used is in the sum.
delete process.env.TEST_CPU_REPORT;

if (isMainThread && report !== undefined) process.on('exit', () => writeFileSync(report, String(readCpuSeconds())));

function readCpuSeconds() {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return (userCPUTime + systemCPUTime) / 1e6 + readChildTicks() / 100;
}

/** Fields 16 and 17 of proc_pid_stat(5), in hundredths of a second; behind the last bracket, since the name may hold anything. */
function readChildTicks() {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1).split(' ');
    return Number(fields[13]) + Number(fields[14]);
  } catch {
    return 0;
  }
}
