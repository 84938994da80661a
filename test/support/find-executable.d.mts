export function findExecutable(root: string, env?: Readonly<Record<string, string | undefined>>): string | undefined;
