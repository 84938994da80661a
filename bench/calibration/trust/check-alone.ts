import { bulkUniformity } from '../../../src/core/model/bulk-uniformity.ts';
import { buildCalibration, rankScores } from '../../../src/core/model/calibration.ts';
import { createRandom } from '../../../src/core/model/random.ts';
import { wilsonInterval } from '../../../src/core/profile/wilson.ts';
import { checkCalibration } from '../../../src/core/score/build-metrics.ts';
import { printTable } from '../../print-table.mjs';

export interface CheckRow {
  readonly calibration: number;
  readonly rows: number;
  readonly ties: boolean;
  readonly batches: number;
  /** Batches in which the check failed although their scores were exchangeable with the calibration's. */
  readonly failed: number;
  /** Those in which the share of high scores alone looked shifted. */
  readonly shifted: number;
}

export type CheckAlone = readonly CheckRow[];

const CALIBRATION_ROWS = [200, 1000, 5000, 10_000];
const BATCH_ROWS = [60, 100, 300, 1000, 10_000, 100_000];
/** Values a tied score can take. */
const TIED_VALUES = 40;

/** False alarms of the calibration check on exchangeable scores: finite calibration sets, small and large batches, ties. */
export function checkAlone({ seed, quick }: { seed: number; quick: boolean }): CheckAlone {
  const table: CheckRow[] = [];
  for (const calibrationRows of CALIBRATION_ROWS)
    for (const rows of BATCH_ROWS.filter((size) => !quick || size <= 1000))
      for (const ties of [false, true]) {
        const batches = quick ? 20 : rows > 10_000 ? 100 : 500;
        const random = createRandom(seed, calibrationRows + rows + (ties ? 1 : 0));
        const draw = (count: number) =>
          Float32Array.from({ length: count }, () => (ties ? random.nextBelow(TIED_VALUES) : random.nextFloat()));
        let failed = 0;
        let shifted = 0;
        for (let batch = 0; batch < batches; batch++) {
          const calibration = buildCalibration(draw(calibrationRows));
          const rankCounts = new Float64Array(calibrationRows + 2);
          for (const rank of rankScores(calibration, draw(rows))) rankCounts[rank]++;
          if (bulkUniformity(calibration, rankCounts).deviates) failed++;
          if (checkCalibration({ calibration }, { rankCounts }, 1).verdict === 'shifted') shifted++;
        }
        table.push({ calibration: calibrationRows, rows, ties, batches, failed, shifted });
      }
  return table;
}

export function printCheckAlone(table: CheckAlone): void {
  const rows = table.map(({ calibration, rows: size, ties, batches, failed, shifted }) => {
    const { high } = wilsonInterval(failed, batches);
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
    const counts = [calibration, size, batches].map((count) => count.toLocaleString('en-US'));
    return [ties ? 'tied scores' : 'scores', ...counts, percent(failed / batches), percent(high), percent(shifted / batches)];
  });
  printTable(
    'calibration check, false alarms on exchangeable scores',
    ['', 'calibration', 'rows', 'batches', 'failed', 'upper 95 %', 'score shift'],
    rows,
  );
}
