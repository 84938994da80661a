import { parentPort, workerData } from 'node:worker_threads';
import { openSession, type ScoringSession } from '../model/session.ts';
import { type FromWorker, packError, type ToWorker, type WorkerSetup } from './worker-messages.ts';

// Entry of a scoring thread: one session, batches in the order of arrival. It ends by itself after `stop`;
// a thread that is terminated while onnxruntime runs aborts the whole process.
const port = parentPort;
if (port) {
  const { modelBytes, ...options } = workerData as WorkerSetup;
  const send = (message: FromWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

  const opening: Promise<ScoringSession | undefined> = openSession(modelBytes, options).then(
    (session) => {
      send({ type: 'ready' });
      return session;
    },
    (error) => {
      send({ type: 'failed', error: packError(error) });
      return undefined;
    },
  );

  const answer = async (message: ToWorker): Promise<void> => {
    const session = await opening;
    if (message.type === 'stop') {
      await session?.release();
      port.close();
      return;
    }
    if (!session) return;
    try {
      const scores = await session.score(message.matrix, message.rows);
      send({ type: 'scored', id: message.id, scores }, [scores.buffer as ArrayBuffer]);
    } catch (error) {
      send({ type: 'refused', id: message.id, error: packError(error) });
    }
  };

  let queue = Promise.resolve();
  port.on('message', (message: ToWorker) => {
    queue = queue.then(() => answer(message));
  });
}
