export function writeDeb(
  root: string,
  binary: string,
  options: { readonly arch: 'x64' | 'arm64'; readonly licenses: string; readonly epoch: number },
): string;
