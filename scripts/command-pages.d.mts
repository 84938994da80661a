export function makeCommandPages(): Record<string, string>;
export function exampleOf(command: { id: string }, example: string | { command: string }): string;
