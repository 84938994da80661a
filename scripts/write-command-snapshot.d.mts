export const SNAPSHOT: string;

/** What scripts rely on of one command. */
export interface CommandSnapshot {
  readonly json: boolean;
  readonly args: readonly object[];
  readonly flags: Readonly<Record<string, object>>;
}

export function snapshotCommands(): Record<string, CommandSnapshot>;
export function format(snapshot: Record<string, CommandSnapshot>): string;
