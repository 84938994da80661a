import path from 'node:path';
import { forgetMarks, readMarks } from '../acknowledge/read-log.ts';
import { layoutOf } from '../layout.ts';
import { isLocked } from '../lock/lock.ts';
import type { Problem } from './problem.ts';

/** The acknowledgements: each line, and that each follows the one before. That lines are missing at the end nothing can tell. */
export async function verifyLog(artifactsDir: string, pipeline: string): Promise<Problem[]> {
  const layout = layoutOf(artifactsDir, pipeline);
  const name = path.basename(layout.acknowledgements);
  const place = path.posix.join(pipeline, name);
  const problemOf = (text: string): Problem => ({ path: place, what: `${pipeline}: ${name} ${text}`, expected: null, got: null });
  forgetMarks(artifactsDir, pipeline);
  const { problems, tornBytes } = await readMarks(artifactsDir, pipeline);
  const found = problems.map(problemOf);
  // A writer under way has not written the end of its line yet.
  if (tornBytes > 0 && !(await isLocked(layout.acknowledgementsLock)))
    found.push(problemOf(`ends in ${tornBytes} bytes of a line without its end: an append was cut short; the next one sets them aside`));
  return found;
}
