export function notePackages(
  root: string,
  staged: string,
  metafile: { outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }> },
): Record<string, string[]>;
export function packageOf(path: string): string | undefined;
