/** A value without a label of its own, or one for each value of the label. What is unknown or may not be claimed has no sample. */
export type Samples = number | null | undefined | readonly (readonly [labelValue: string, value: number])[];

/** One metric, and all that docs/monitoring says of it. */
export interface Metric<Input> {
  /** A counter's ends in `_total`. */
  readonly name: string;
  readonly help: string;
  /** Beside `pipeline`, where it is one of a pipeline. */
  readonly label?: string;
  read(input: Input): Samples;
}

/** A state set: 1 for the state that holds, 0 for the others. */
export function stateSet(all: readonly string[], held: string): (readonly [string, number])[] {
  return all.map((state) => [state, state === held ? 1 : 0]);
}
