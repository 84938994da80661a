import type { Layout } from '../layout.ts';
import { readRecord } from '../notifications/read-record.ts';
import type { Problem } from './problem.ts';

/** Every line by its own seal. What a killed process left of a line is none: the next writer cuts it off. */
export async function verifyNotifications(layout: Layout, pipeline: string): Promise<Problem[]> {
  const path = `${pipeline}/notifications/record.ndjson`;
  const { problems } = await readRecord(layout);
  return problems.map((problem) => ({ path, what: `${path}: ${problem}`, expected: null, got: null }));
}
