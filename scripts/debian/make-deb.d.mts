export interface DebFile {
  readonly path: string;
  readonly content: Buffer;
  readonly isExecutable?: boolean;
}

export function makeDeb(files: readonly DebFile[], control: string, epoch: number): Buffer;
export function compress(content: Buffer, level?: number): Buffer;
