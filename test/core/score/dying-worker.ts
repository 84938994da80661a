import { parentPort, workerData } from 'node:worker_threads';

// Stands in for a scoring thread: says it is ready, then breaks on the first batch, in the way that the first byte of the "model" says.
const bytes = (workerData as { modelBytes: Uint8Array }).modelBytes;
parentPort?.postMessage({ type: 'ready' });
parentPort?.on('message', (message: { type: string }) => {
  if (message.type === 'stop') parentPort?.close();
  else if (bytes[0] === 1) throw new Error('out of luck');
  // The bytes may be shared by all threads: only the first to get here dies then, the others keep silent.
  else if (Atomics.add(bytes, 1, 1) === 0) process.exit(3);
});
