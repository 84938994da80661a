import { fitDetector, NEIGHBOUR_ROWS } from '../../src/core/model/detectors/fit-detector.ts';
import type { Rows } from '../../src/core/model/detectors/trim-rows.ts';
import { encodeDetector } from '../../src/core/model/onnx/encode-detector.ts';
import { createRandom } from '../../src/core/model/random.ts';
import { openSession } from '../../src/core/model/session.ts';
import type { DetectorName } from '../../src/core/schema/detectors.ts';

const WIDTH = 10;
const ROWS = 100_000;
const OPTIONS = { referenceIs: 'unknown', trees: 100, sampleSize: 256, seed: 1, neighbourRows: NEIGHBOUR_ROWS } as const;

/** Rows per CPU second of a session as runs open it, the model fitted with the defaults. */
export async function measureSpeed(detector: DetectorName): Promise<number> {
  const fitted = fitDetector(makeRows(5000, 1), makeRows(500, 2), WIDTH, { ...OPTIONS, detector });
  const session = await openSession(encodeDetector(fitted.detector), { width: WIDTH });
  const { data, rows } = makeRows(ROWS, 3);
  await session.score(data.subarray(0, 1000 * WIDTH), 1000);
  const start = process.cpuUsage();
  await session.score(data, rows);
  const { user, system } = process.cpuUsage(start);
  await session.release();
  return rows / ((user + system) / 1e6);
}

/** Independent and about normal: sums of uniform numbers. */
function makeRows(rows: number, seed: number): Rows {
  const random = createRandom(seed);
  const draw = () => Array.from({ length: 12 }, () => random.nextFloat()).reduce((sum, value) => sum + value, -6);
  return { data: Float32Array.from({ length: rows * WIDTH }, draw), rows };
}
