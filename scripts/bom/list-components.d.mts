import type { BinaryPart } from '../binary/build-binary.mjs';

export interface Component {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly author?: string;
  readonly purl: string;
  readonly cpe?: string;
  readonly sha512?: string;
  readonly places: readonly string[];
  readonly parent?: string;
  readonly isOpaque: boolean;
  readonly texts: readonly string[];
}

export interface NodeOfTarget {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
  readonly executable: string;
  readonly versions: Readonly<Record<string, string | undefined>>;
}

export function listComponents(root: string, parts: readonly BinaryPart[], node: NodeOfTarget): Component[];
export function purlOf(name: string, version: string): string;
