/** Something that is not as it was written. */
export interface Problem {
  /** The file, link or directory, relative to what was verified. */
  readonly path: string;
  /** A sentence for people. */
  readonly what: string;
  readonly expected: string | null;
  readonly got: string | null;
}

/** What is wrong with a file of a run. */
export interface Finding {
  /** null: the directory itself. */
  readonly file: string | null;
  readonly text: string;
  readonly expected?: string;
  readonly got?: string;
}
