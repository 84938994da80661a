import { createRandom, sampleWithoutReplacement } from './random.ts';

/** Row numbers of the reference, ascending, in no two parts. */
export interface ReferenceSplit {
  readonly training: Uint32Array;
  /** For the curves that make two detectors' scores comparable. */
  readonly combine: Uint32Array;
  /** For p-values and the threshold: never trained on, never trimmed. */
  readonly calibration: Uint32Array;
}

export interface SplitOptions {
  readonly seed: number;
  /** Undefined: a fifth of the reference, at most 10,000, but as many as the false alarm rate asks for. */
  readonly calibrationRows?: number;
  readonly falseAlarmRate: number;
  readonly combines: boolean;
}

/** Sampling more rows changes nothing that a forest of small samples, or some thousand neighbours, could show. */
const MAX_TRAINING_ROWS = 200_000;
const CALIBRATION_SHARE = 0.2;
const MAX_CALIBRATION_ROWS = 10_000;
/** No more than this share of the reference is held out for calibration, whatever is asked for. */
const MAX_CALIBRATION_SHARE = 0.5;
export const LEAST_CALIBRATION_ROWS = 20;
const COMBINE_SHARE = 0.15;
const MAX_COMBINE_ROWS = 1000;
const FEW_COMBINE_ROWS = 20;

/** Calibration first, so that it does not depend on how many rows train, nor on the detector. */
export function splitReference(rows: number, options: SplitOptions): ReferenceSplit {
  const held = Math.min(
    options.calibrationRows ?? wantedCalibration(rows, options.falseAlarmRate),
    Math.floor(rows * MAX_CALIBRATION_SHARE),
  );
  const drawn = sampleWithoutReplacement(createRandom(options.seed, 1), rows, Math.min(rows, held + MAX_TRAINING_ROWS));
  const left = drawn.length - held;
  const wanted = Math.max(FEW_COMBINE_ROWS, Math.floor(left * COMBINE_SHARE));
  const combine = options.combines ? Math.min(MAX_COMBINE_ROWS, wanted, left >> 1) : 0;
  return {
    calibration: drawn.slice(0, held).sort(),
    combine: drawn.slice(held, held + combine).sort(),
    training: drawn.slice(held + combine).sort(),
  };
}

function wantedCalibration(rows: number, falseAlarmRate: number): number {
  const share = Math.min(MAX_CALIBRATION_ROWS, Math.floor(rows * CALIBRATION_SHARE));
  return Math.max(share, LEAST_CALIBRATION_ROWS, Math.ceil(1 / falseAlarmRate) - 1);
}
