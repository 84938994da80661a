import { redactor } from '../redactor.ts';

/** What lines for people are laid out for. */
export interface Screen {
  /** Display columns that a line may take; undefined: as many as it needs. */
  readonly columns: number | undefined;
  readonly colour: boolean;
  /** Hides secrets; before anything is cut or wrapped, since half a secret is found by nobody. */
  redact(text: string): string;
}

/** A file or a pipe. */
export const PAPER: Screen = { columns: undefined, colour: false, redact: (text) => text };

/** Narrower ones are laid out as if they had so many. */
const LEAST_COLUMNS = 20;
const USUAL_COLUMNS = 80;

/** How wide a stream is and whether it takes colour: of stdout and stderr each alone. */
export function screenOf(stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>, env: NodeJS.ProcessEnv = process.env): Screen {
  return { columns: columnsOf(stream, env), colour: takesColour(stream, env), redact: redactor };
}

/** `COLUMNS` counts for pipes, too. */
export function columnsOf(stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>, env: NodeJS.ProcessEnv = process.env): number | undefined {
  const asked = /^[1-9][0-9]{0,4}$/.test(env.COLUMNS ?? '') ? Number(env.COLUMNS) : undefined;
  if (asked === undefined && !stream.isTTY) return undefined;
  return Math.max(LEAST_COLUMNS, asked ?? (stream.columns || USUAL_COLUMNS));
}

/** https://no-color.org, https://force-color.org, https://bixense.com/clicolors; in this order. */
export function takesColour(stream: Pick<NodeJS.WriteStream, 'isTTY'>, env: NodeJS.ProcessEnv = process.env): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return !/^(0|false)$/.test(env.FORCE_COLOR);
  if (env.CLICOLOR_FORCE !== undefined && env.CLICOLOR_FORCE !== '0') return true;
  return Boolean(stream.isTTY) && env.TERM !== 'dumb' && env.CLICOLOR !== '0';
}
