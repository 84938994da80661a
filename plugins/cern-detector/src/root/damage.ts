/** What is wrong with a ROOT file, in words for one line. Loaders turn it into a SourceError that names the file. */
export class Damage extends Error {
  /** `unsupported`: the file is sound, but holds what this reader does not read. */
  readonly kind: 'damaged' | 'unsupported' | 'missing';
  readonly hint?: string;

  constructor(message: string, { kind = 'damaged', hint }: { kind?: Damage['kind']; hint?: string } = {}) {
    super(message.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').slice(0, 600));
    this.kind = kind;
    this.hint = hint;
  }
}

/** A text of the file for a message: short, on one line. */
export function show(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
