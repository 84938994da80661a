import path from 'node:path';
import { quoteWord } from '../quote-word.ts';
import { SAMPLE } from './sample.ts';

export interface NextCommand {
  readonly command: string;
  readonly shows: string;
}

/** Commands that come next, with what they show. `dir` is undefined where nothing is left to look at. */
export function listNext(dir: string | undefined, isKept: boolean): NextCommand[] {
  const own = { command: 'oads init --from YOUR.csv', shows: 'a config for rows of your own' };
  const keep = { command: 'oads demo --dir oads-demo', shows: 'the same, to keep and to change' };
  if (dir === undefined) return [keep, own];
  const config = quoteWord(path.join(dir, 'oads.yaml'));
  return [
    { command: `oads check -c ${config} --as-of ${endOf(SAMPLE.doubled)}`, shows: 'why a day is withheld; ends with 1' },
    { command: `oads history -c ${config}`, shows: 'all runs' },
    { command: `oads report -c ${config} -o report.html`, shows: 'the newest one as a file' },
    isKept ? { command: `oads serve -c ${config}`, shows: 'the dashboard again' } : keep,
    own,
  ];
}

function endOf(day: string): string {
  return `${new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 19)}Z`;
}
