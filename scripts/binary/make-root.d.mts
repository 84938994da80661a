export const EXECUTABLE: string;
export function makeRoot(directory: string, binary: string, options?: { readonly system?: string }): string[];
