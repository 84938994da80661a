import type { BinaryPart } from './build-binary.mjs';

export function listFiles(
  root: string,
  options: { readonly target: { readonly platform: string; readonly arch: string }; readonly modules?: string },
): Promise<BinaryPart[]>;
