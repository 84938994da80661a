export interface BinaryPart {
  readonly name: string;
  readonly isCore: boolean;
  readonly files: readonly { readonly path: string; readonly from?: string; readonly content?: string }[];
}

export interface BinaryOptions {
  readonly target: { readonly platform: string; readonly arch: string };
  readonly level: number;
  readonly output: string;
  readonly say: (line: string) => void;
}

export function buildBinary(root: string, options: BinaryOptions): Promise<BinaryPart[]>;
