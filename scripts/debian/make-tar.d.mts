export interface TarEntry {
  readonly path: string;
  readonly content?: Buffer;
  readonly isExecutable?: boolean;
}

export function makeTar(entries: readonly TarEntry[], mtime: number): Buffer;
