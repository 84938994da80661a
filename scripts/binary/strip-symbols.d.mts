export function stripSymbols(bytes: Buffer): Buffer;
