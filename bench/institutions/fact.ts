/** What a plugin finds in a real file, beside what is known of that file. */
export interface Fact {
  readonly what: string;
  readonly expected: string;
  readonly got: string;
  readonly agrees: boolean;
  /** The rows at hand, or who is right where they differ. */
  readonly note?: string;
}
