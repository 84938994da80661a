export const UNPACKED: string;
export function fillContainer(directory: string, binary: string, options?: { readonly system?: string }): void;
