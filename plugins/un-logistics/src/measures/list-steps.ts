import type { Batch } from '@oads/cli/plugin';
import { readText } from './read-text.ts';

export interface StepColumns {
  readonly time: string;
  readonly step: string;
  /** The event's id, and why it was declared wrong; "" where there is no such column. */
  readonly event: string;
  readonly error: string;
  readonly shipped: readonly string[];
  readonly received: readonly string[];
}

/** Something went off or came in; `at` in microseconds, NaN where nobody knows. */
export interface Step {
  readonly row: number;
  readonly at: number;
  readonly isReceipt: boolean;
}

/** The steps of a group in its order, without events that an error declaration took back, and without the declarations. */
export function listSteps(rows: Batch, { time, step, event, error, shipped, received }: StepColumns): Step[] {
  const times = rows.numbers(time);
  const stepOf = readText(rows, step);
  const idOf = event === '' ? () => null : readText(rows, event);
  const errorOf = error === '' ? () => null : readText(rows, error);
  // An event without an id is known by when it was and what it did.
  const keyOf = (row: number) => idOf(row) ?? `${times[row]} ${stepOf(row)}`;
  const withdrawn = new Set<string>();
  for (let row = 0; row < rows.rows; row++) if (errorOf(row) !== null) withdrawn.add(keyOf(row));
  const steps: Step[] = [];
  for (let row = 0; row < rows.rows; row++) {
    const name = stepOf(row);
    if (name === null || withdrawn.has(keyOf(row))) continue;
    const isReceipt = received.includes(name);
    if (isReceipt || shipped.includes(name)) steps.push({ row, at: times[row], isReceipt });
  }
  return steps;
}
