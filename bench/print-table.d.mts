export function printTable(title: string, heading: readonly string[], rows: readonly (readonly string[])[]): void;
export function showNumber(value: number | undefined, decimals: number): string;
export function median(values: readonly number[]): number;
