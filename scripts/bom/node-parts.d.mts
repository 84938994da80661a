export interface NodePart {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly purl: string;
  readonly cpe?: string;
}

export function listNodeParts(versions: Readonly<Record<string, string | undefined>>): NodePart[];
export function makeCpe(product: string, version: string): string;
