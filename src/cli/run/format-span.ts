import type { TimeSpan } from '../../core/pipeline/row-window.ts';

/** `2001-04-01/2001-04-02`, the end not part of it; with times of day where they are not midnight. */
export function formatSpan({ from, to }: TimeSpan): string {
  const texts = [from.toISOString(), to.toISOString()];
  const tail = ['T00:00:00.000Z', ':00.000Z', '.000Z'].find((end) => texts.every((text) => text.endsWith(end))) ?? '';
  const zone = tail.length > 1 && !tail.startsWith('T') ? 'Z' : '';
  return texts.map((text) => (tail === '' ? text : text.slice(0, -tail.length) + zone)).join('/');
}
