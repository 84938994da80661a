// node measure-floors.ts parquet FILE | postgres ROWS (of $OADS_DATABASE_URL) | score FILE BUNDLE THREADS | digest FILE | write BYTES FILE:
// the least that any program with the same libraries would spend on that job, as JSON. Loading the libraries is not counted.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type Reading, Stopwatch } from './stopwatch.ts';

const BATCH_ROWS = 65_536;
const CHUNK_BYTES = 1 << 20;
const NUMBERS = ['id', 'delay', 'distance'];
const TEXTS = ['origin', 'destination'];

if (isMainThread) {
  const [floor, ...args] = process.argv.slice(2);
  const floors: Record<string, (...args: string[]) => Promise<Reading>> = {
    parquet: readParquet,
    postgres: drainPostgres,
    score: scoreInThreads,
    digest: digestFile,
    write: writeBytes,
  };
  console.log(JSON.stringify(await floors[floor](...args)));
} else await scoreHere(workerData as ScoreJob);

/** Slices of all columns, as typed arrays. */
async function readParquet(file: string): Promise<Reading> {
  const { default: pl } = await import('nodejs-polars');
  const rows = pl.scanParquet(file).select(pl.len()).collectSync().row(0)[0];
  return timed(async () => {
    for (let offset = 0; offset < rows; offset += 4 * BATCH_ROWS) {
      const slice = pl
        .scanParquet(file)
        .slice(offset, 4 * BATCH_ROWS)
        .collectSync();
      for (const name of NUMBERS) slice.getColumn(name).toTypedArray();
      slice.getColumn('date').cast(pl.Int64).toTypedArray();
      for (const name of TEXTS) slice.getColumn(name).cast(pl.Categorical).cast(pl.UInt32).toTypedArray();
    }
  });
}

/** COPY in binary into a socket that throws it away. */
async function drainPostgres(rows: string): Promise<Reading> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: process.env.OADS_DATABASE_URL });
  client.on('error', () => {}); // its end is not awaited in pg's own way
  await client.connect();
  const reading = await timed(
    () =>
      new Promise<void>((resolve, reject) => {
        const { connection } = client as unknown as { connection: { stream: import('node:net').Socket; query(sql: string): void } };
        connection.stream.removeAllListeners('data');
        connection.stream.on('data', (chunk) => {
          // CommandComplete and ReadyForQuery are the last that the server says.
          if (/COPY \d+\0Z\0\0\0\u0005I$/.test(chunk.toString('latin1', Math.max(0, chunk.length - 40)))) resolve();
        });
        connection.stream.once('error', reject);
        const columns = 'id, date, delay::int8, distance::int8, origin, destination';
        connection.query(`COPY (SELECT ${columns} FROM flights WHERE id < ${Number(rows)} ORDER BY id) TO STDOUT (FORMAT binary)`);
      }),
  );
  (client as unknown as { connection: { stream: import('node:net').Socket } }).connection.stream.destroy();
  return reading;
}

interface ScoreJob {
  readonly model: Uint8Array;
  readonly matrices: readonly Float32Array[];
  readonly width: number;
}

/** ONNX Runtime alone, one session a thread, on tensors that are ready. */
async function scoreInThreads(file: string, bundle: string, threads: string): Promise<Reading> {
  const { default: pl } = await import('nodejs-polars');
  const frame = pl.scanParquet(file).select('delay', 'distance', 'date').collectSync();
  const numbers = (name: string) => frame.getColumn(name).cast(pl.Int64).cast(pl.Float64).fillNull('zero').toTypedArray() as Float64Array;
  const micros = numbers('date');
  const hours = micros.map((time) => Math.floor(time / 3.6e9) % 24);
  const weekdays = micros.map((time) => ((Math.floor(time / 8.64e10) + 3) % 7) + 1);
  const columns = [numbers('delay'), numbers('distance'), hours, weekdays];
  const matrices: Float32Array[] = [];
  for (let offset = 0; offset < frame.height; offset += BATCH_ROWS) {
    const rows = Math.min(BATCH_ROWS, frame.height - offset);
    const matrix = new Float32Array(rows * columns.length);
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns.length; column++) matrix[row * columns.length + column] = columns[column][offset + row];
    }
    matrices.push(matrix);
  }
  const model = readFileSync(path.join(bundle, 'model.onnx'));
  const count = Number(threads);
  const workers = Array.from({ length: count }, (_, index) => {
    const workerData: ScoreJob = { model, matrices: matrices.filter((_matrix, at) => at % count === index), width: columns.length };
    return new Worker(new URL(import.meta.url), { workerData });
  });
  await Promise.all(workers.map((worker) => nextMessage(worker)));
  return timed(async () => {
    await Promise.all(
      workers.map((worker) => {
        worker.postMessage('go');
        return nextMessage(worker);
      }),
    );
  });
}

async function scoreHere({ model, matrices, width }: ScoreJob): Promise<void> {
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const quiet = { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } };
  const session = await InferenceSession.create(model, {
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    extra: quiet,
  });
  parentPort?.once('message', async () => {
    for (const matrix of matrices) {
      await session.run({ [session.inputNames[0]]: new Tensor('float32', matrix, [matrix.length / width, width]) });
    }
    await session.release();
    parentPort?.postMessage('done');
  });
  parentPort?.postMessage('ready');
}

function nextMessage(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', reject);
  });
}

/** sha256 of as many bytes as the rows have: 8 a number or time, its length and 4 a text, and 1 a cell for its validity. */
async function digestFile(file: string): Promise<Reading> {
  const { default: pl } = await import('nodejs-polars');
  const lengths = TEXTS.map((name) => pl.col(name).str.lengths().cast(pl.Float64).sum().alias(name));
  const totals = pl
    .scanParquet(file)
    .select(pl.len().cast(pl.Float64).alias('rows'), ...lengths)
    .collectSync()
    .row(0);
  const [rows, ...textBytes] = totals as number[];
  const numbers = NUMBERS.length + 1;
  let bytes = rows * (numbers * 8 + TEXTS.length * 4 + numbers + TEXTS.length) + textBytes.reduce((sum, length) => sum + length, 0);
  const chunk = new Uint8Array(CHUNK_BYTES);
  const hash = createHash('sha256');
  return timed(async () => {
    for (; bytes > 0; bytes -= CHUNK_BYTES) hash.update(bytes < CHUNK_BYTES ? chunk.subarray(0, bytes) : chunk);
    hash.digest();
  });
}

async function writeBytes(bytes: string, file: string): Promise<Reading> {
  const chunk = new Uint8Array(CHUNK_BYTES).fill(48);
  return timed(async () => {
    const handle = await open(file, 'w');
    for (let left = Number(bytes); left > 0; left -= CHUNK_BYTES) await handle.writeFile(chunk.subarray(0, Math.min(left, CHUNK_BYTES)));
    await handle.sync();
    await handle.close();
  });
}

async function timed(work: () => Promise<void>): Promise<Reading> {
  const watch = new Stopwatch('work');
  await work();
  watch.switchTo('end');
  return watch.readings().work;
}
