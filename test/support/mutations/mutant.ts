/** One way to break the config: what was done, and the text that comes of it. */
export interface Mutant {
  readonly operator: string;
  readonly what: string;
  /** Written when it is asked for: most runs look at some of them. */
  readonly write: () => string;
}
