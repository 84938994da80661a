import { BugError } from '../errors.ts';
import { type Detector, scoreDetector } from './detectors/detector.ts';
import type { Rows } from './detectors/trim-rows.ts';
import type { ScoringSession } from './session.ts';

/** Our own arithmetic is slower than the runtime: some hundred rows show a broken export. */
const MAX_COMPARED_ROWS = 500;

/** The runtime's scores, once they were seen to be those of the detector and to depend on the row alone. */
export async function scoreChecked(session: ScoringSession, detector: Detector, { data, rows }: Rows): Promise<Float32Array> {
  const scores = await session.score(data, rows);
  const compared = Math.min(rows, MAX_COMPARED_ROWS);
  refuseDisagreement(scores, scoreDetector(detector, data.subarray(0, compared * detector.width), compared));
  // Without the first row every other row has another place.
  const moved = await session.score(data.slice(detector.width), rows - 1);
  const at = moved.findIndex((score, row) => !Object.is(score, scores[row + 1]));
  if (at >= 0) throw new BugError(`the exported model scores row ${at + 1} as ${scores[at + 1]}, and as ${moved[at]} at another place`);
  return scores;
}

/** A curve can be steep: then it shows the rounding of a forest's float32 score some hundred times larger. */
const MAX_DISAGREEMENT = 1e-4;

/** ONNX Runtime and our own arithmetic must agree but for rounding: anything else is a broken export. */
function refuseDisagreement(runtime: Float32Array, own: Float32Array): void {
  for (let row = 0; row < own.length; row++) {
    if (!(Math.abs(runtime[row] - own[row]) <= MAX_DISAGREEMENT * Math.max(1, Math.abs(own[row])))) {
      throw new BugError(`the exported model scores row ${row} as ${runtime[row]}, the detector itself as ${own[row]}`);
    }
  }
}
