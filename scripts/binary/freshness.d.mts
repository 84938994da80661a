export function isBinaryFresh(root: string, output: string): boolean;
export function stampBinary(root: string, output: string): void;
