import type { ReadPackage } from './read-package.mjs';

export function writeLicenses(root: string, path: string, packages: Readonly<Record<string, readonly string[]>>): void;
export function makeLicenses(
  found: readonly ReadPackage[],
  others?: readonly { readonly heading: string; readonly text: string }[],
): string;
