// Runs several test files in this one process, as `uvu/run` does, and one report is all they print: node test/support/run-together.mjs FILE …
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';

// Read by uvu when it is loaded: a run() then only queues its suite.
globalThis.UVU_DEFER = 1;
const { exec } = await import('uvu');

for (const [index, file] of process.argv.slice(2).entries()) {
  globalThis.UVU_INDEX = index;
  globalThis.UVU_QUEUE.push([basename(file)]);
  await import(pathToFileURL(file).href);
  // Its tests would be missed by nobody.
  if (globalThis.UVU_QUEUE[index].length === 1) throw new Error(`${file}: no suite was run()`);
}
await exec();
