import type { LoadContext, Schema } from '@oads/cli/plugin';

export type Quote = (text: string) => string;

/** How `problem` shows what was got: quoted, cut, on one line; not at all where a column of the loader is dropped or masked. */
export function makeQuote(context: Pick<LoadContext, 'hides'>, schema: Schema): Quote {
  if (schema.some(({ name }) => context.hides?.(name))) return () => 'another text';
  return (text) => JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
