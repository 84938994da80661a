/** Answers `--version`. */
export function printVersion(version: string): void;
