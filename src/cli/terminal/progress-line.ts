import { cut, paint, toGlyphs } from './glyphs.ts';
import { columnsOf, PAPER } from './screen.ts';

const ERASE = '\r\u001b[2K';

/** The one line at the end of a terminal that is drawn again and again, and gone before anything else is written. */
export interface ProgressLine {
  draw(text: string): void;
  clear(): void;
}

/** `write` goes past whoever watches the stream: else drawing would clear what it draws. */
export function createProgressLine(
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'columns'>,
  write: (text: string) => unknown,
  env: NodeJS.ProcessEnv = process.env,
): ProgressLine {
  let shown = false;
  return {
    draw: (text) => {
      // Looked up each time: windows are resized. A full last column makes some terminals begin a new line.
      const room = (columnsOf(stream, env) ?? 80) - 1;
      write(ERASE + paint(cut(toGlyphs(text, PAPER), room), PAPER));
      shown = true;
    },
    clear: () => {
      if (shown) write(ERASE);
      shown = false;
    },
  };
}
