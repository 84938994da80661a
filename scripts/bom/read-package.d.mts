export interface ReadPackage {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly lookedUp?: { readonly says: string; readonly where: string };
  readonly author?: string;
  readonly homepage?: string;
  readonly texts: readonly string[];
}

export function readPackage(directory: string): ReadPackage;
