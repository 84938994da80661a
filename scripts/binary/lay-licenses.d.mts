interface Laid {
  readonly path: string;
  content?: string;
}

export function layLicenses(
  parts: readonly { readonly files: readonly Laid[] }[],
  components: readonly { readonly name: string; readonly version: string; readonly purl: string; readonly texts: readonly string[] }[],
): void;
