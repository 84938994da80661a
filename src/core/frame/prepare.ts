/** What a check or feature may use before the first batch, to read the tables that its options name. */
export interface PrepareContext {
  /** Relative paths are relative to this directory (that of the config file). */
  readonly baseDir: string;
  /** A whole file, at most 64 MiB once unpacked; its digest becomes part of the run's identity. Throws SourceError. */
  readFile(path: string): Promise<Uint8Array>;
  readonly signal?: AbortSignal;
  /** A remark for the operator, once per kind of trouble. */
  warn(message: string): void;
}
