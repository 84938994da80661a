import { stripVTControlCharacters } from 'node:util';
import { suggestFlag } from './suggest-name.ts';

interface Wording {
  readonly message: string;
  readonly hint: string;
}

const SEE_HELP = 'see --help';

/** What oclif's parser says, and what is said instead: expected …, got …. */
const WORDINGS: readonly (readonly [said: RegExp, reword: (...parts: string[]) => string, hint?: string])[] = [
  [
    /^--([\w-]+)(?:=.*)? cannot also be provided when using --([\w-]+)$/s,
    (other, flag) => `expected either --${[flag, other].sort().join(' or --')}, got both`,
    'leave one of them out; see --help',
  ],
  [
    /^All of the following must be provided when using (\S+): (.+)$/s,
    (flag, others) => `expected ${others} with ${flag}, got ${flag} without`,
  ],
  [
    /^One of the following must be provided when using (\S+): (.+)$/s,
    (flag, others) => `expected one of ${others} with ${flag}, got ${flag} without`,
  ],
  [/^Only the following can be provided when using (\S+): (.+)$/s, (flag, others) => `expected only ${others} with ${flag}, got more`],
  [/^(?:Exactly|At least) one of the following must be provided: (.+)$/s, (flags) => `expected one of ${flags}, got none`],
  [/^Missing required flag (\S+)$/, (flag) => `expected --${flag}, got none`],
  [/^Missing \d+ required args?(?::\n\s*(\S+).*)?$/s, (name = 'argument') => `expected ${name.toUpperCase()}, got nothing`],
  [
    /^Unexpected arguments?: (.*)$/s,
    (extra) => `expected no further argument, got ${JSON.stringify(extra)}`,
    'quote what is one argument; see --help for those that the command takes',
  ],
  [/^Flag (--\S+) expects one of these values: (.+)$/s, (flag, options) => `${flag}: expected one of ${options}, got nothing`],
  [/^Flag (--\S+) expects a value$/, (flag) => `${flag}: expected a value, got nothing`],
  [/^Flag (--\S+) can only be specified once$/, (flag) => `${flag}: expected once, got more`],
  [
    /^Expected (--[\w-]+)=(.*) to be one of: (.+)$/s,
    (flag, got, options) => `${flag}: expected one of ${options}, got ${JSON.stringify(got)}`,
  ],
  [/^Expected (.*) to be one of: (.+)$/s, (got, options) => `expected one of ${options}, got ${JSON.stringify(got)}`],
  [
    /^(?:Parsing (--\S+)\s+)?Expected an? (.+?) but received: (.*)$/s,
    (flag, kind, got) => `${flag === undefined ? '' : `${flag}: `}expected ${article(kind)}, got ${JSON.stringify(got)}`,
  ],
];

/** Where another process has removed it. */
const NO_CURRENT: Wording = {
  message: 'expected a current directory, got one that no longer exists',
  hint: 'change to a directory that exists (cd)',
};

/** The errors of oclif's parser, in our words: it raises its own class, which carries `oclif.exit`. Undefined for any other error. */
export function describeUsage(error: unknown): Wording | undefined {
  if ((error as NodeJS.ErrnoException | null)?.syscall === 'uv_cwd') return NO_CURRENT;
  const unknown = suggestFlag(error);
  if (unknown !== undefined) return { message: unknown, hint: SEE_HELP };
  if ((error as { oclif?: { exit?: unknown } } | null)?.oclif?.exit === undefined) return undefined;
  // With its line ends, which `messageOf` takes away.
  const said = stripVTControlCharacters((error as Error).message).replace(/\s*See more help with --help$/i, '');
  const [, list] = /^The following errors? occurred:\n(.*)$/s.exec(said) ?? [];
  const worded = (list?.split('\n') ?? [said]).map((one) => reword(one.trim()));
  return { message: [...new Set(worded.map(({ message }) => message))].join('; '), hint: worded[0].hint };
}

function reword(said: string): Wording {
  for (const [pattern, words, hint = SEE_HELP] of WORDINGS) {
    const found = pattern.exec(said);
    if (found) return { message: words(...found.slice(1)), hint };
  }
  return { message: said, hint: SEE_HELP };
}

function article(kind: string): string {
  const [, least] = /^integer greater than or equal to (.+)$/.exec(kind) ?? [];
  const [, most] = /^integer less than or equal to (.+)$/.exec(kind) ?? [];
  if (least !== undefined) return `a whole number from ${least}`;
  if (most !== undefined) return `a whole number up to ${most}`;
  return kind === 'integer' ? 'a whole number' : `a ${kind}`;
}
