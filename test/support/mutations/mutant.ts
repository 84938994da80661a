/** One way to break the config: what was done, and the text that came of it. */
export interface Mutant {
  readonly operator: string;
  readonly what: string;
  readonly yaml: string;
}
