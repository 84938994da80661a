import type { Guess, Proposal } from '../proposal.ts';
import { sayCount } from '../say.ts';
import { writeComment, writeFlow, writeKey, writeScalar } from './yaml-scalar.ts';

/** A comment that would make its line longer than this stands above it. */
const LONGEST_LINE = 130;
/** So many columns that are no features are listed by name. */
const MOST_LISTED = 40;

/** The config as people get it: YAML with what each guess rests on. */
export function writeConfig(proposal: Proposal): string {
  const sections = [
    head(proposal),
    source(proposal),
    time(proposal),
    key(proposal),
    contract(proposal),
    dropped(proposal),
    personal(proposal),
    checks(proposal),
    features(proposal),
    model(proposal),
    gate(proposal),
    fallback(),
    ['artifacts: artifacts'],
    notMapped(proposal),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function head({ pipeline, seen, remarks }: Proposal): string[] {
  return [
    '# yaml-language-server: $schema=./oads.schema.json',
    '# `oads config schema > oads.schema.json` writes that file, with which an editor completes and checks this one.',
    writeComment(`Written by oads init after a look at ${seen}.`),
    '# What says "guess" rests on that look alone: read it, correct what you know better, and take the word out.',
    ...remarks.map((remark) => writeComment(`Note: ${remark}.`)),
    'version: 1',
    `pipeline: ${writeScalar(pipeline)}`,
  ];
}

function source({ source: { loader, options, remarks } }: Proposal): string[] {
  return [
    'source:',
    `  loader: ${writeScalar(loader)}`,
    '  options:',
    ...remarks.map((remark) => `    ${writeComment(remark)}`),
    ...Object.entries(options).map(([name, value]) => {
      const text = name === 'connection' ? writeScalar(value, true) : writeFlow(value);
      return `    ${writeKey(name)}: ${text}`;
    }),
  ];
}

function time({ time: { value, basis }, holdout, window }: Proposal): string[] {
  const lines = [writeComment(value === undefined ? `time: none; ${basis}.` : `guess: time is ${value}: ${basis}.`)];
  if (!holdout.value) return [...lines, writeComment(`No hold-out: ${holdout.basis}.`)];
  return [
    ...lines,
    '# `oads fit` reads the rows of the source before this place, everything else those from it on: no run judges what its model was',
    '# fitted on. Take it out once new rows come, or fit with --reference FILE.',
    ...withComment('', `holdout: ${writeFlow(holdout.value)}`, `guess: ${holdout.basis}`),
    ...(value === undefined
      ? []
      : [
          `# window: ${writeFlow({ column: value, length: '1d' })}  # only the last day before --as-of, for a table that grows`,
          `# With a window (--since-last, --every and --step make one, too) change the check enough-rows to what one holds${describeWindow(window)}.`,
          ...('row' in holdout.value
            ? [
                '# A window needs a hold-out by time, or none. `oads fit` reads through it, too: give that --reference FILE, or a longer window.',
              ]
            : [
                '# `oads fit` then reads only the day before the hold-out: fit with a longer window, or with --reference FILE, which is read whole.',
              ]),
        ]),
  ];
}

/** A number of rows that the least of most days has. */
function describeWindow(window: Proposal['window']): string {
  return window ? `: of a day, min: ${window.min}; ${window.basis}` : '';
}

function key({ key: { value, basis, given } }: Proposal): string[] {
  return value ? withComment('', `key: ${writeFlow(value)}`, mark({ basis, given })) : [writeComment(`key: none; ${basis}.`)];
}

function contract({ contract: columns }: Proposal): string[] {
  if (columns.length === 0) return [];
  return [
    ...(columns.some(({ column }) => !column.given)
      ? ['# guess, where nobody says so: the type that reads every value that was seen; `nullable: false` where none of them was empty.']
      : []),
    'contract:',
    '  columns:',
    ...columns.flatMap(({ name, column }) =>
      withComment('    ', `${writeKey(name)}: ${writeFlow(column.value)}`, column.given ? mark(column) : column.basis),
    ),
  ];
}

function dropped({ dropped: names, contract: columns }: Proposal): string[] {
  if (names.length === 0) return [];
  // Nothing can name a column without a name: the others are named.
  if (!names.includes('')) return ['columns:', `  drop: ${writeFlow(names)}`];
  const kept = columns.map(({ name }) => name);
  return kept.length === 0 ? [] : ['columns:', `  keep: ${writeFlow(kept)}`];
}

function personal({ personal: columns }: Proposal): string[] {
  if (columns.length === 0) return [];
  return [
    ...columns.map(({ column, why }) => writeComment(`guess: "${column}" is personal: ${why}. None of its values stands in this file.`)),
    '# Masked, or left out, such values reach no spool, result, quarantine or dashboard:',
    '# columns:',
    `#   mask: ${writeFlow(columns.map(({ column }) => column))}`,
    '#   mask_key: ${OADS_MASK_KEY}  # a secret of your own: head -c 32 /dev/urandom | base64',
  ];
}

function checks({ checks: all }: Proposal): string[] {
  const isActive = all.some(({ commented }) => !commented);
  if (all.length === 0) return [];
  return [
    '# Bounds lie beyond what was seen. Those that only warn cost a run its certificate and no more: make them `severity: fail` once you are sure.',
    ...(isActive ? ['checks:'] : []),
    ...all.flatMap((check) => listItem(check)),
  ];
}

function features({ features: all, leftOut, fit }: Proposal): string[] {
  const names = leftOut.slice(0, MOST_LISTED);
  const rest = leftOut.length - names.length;
  const left = [
    ...(names.length > 0 ? ['# Left out:'] : []),
    ...names.map(({ column, why }) => writeComment(`  ${column}: ${why}`).replace('# ', '#   ')),
    ...(rest > 0 ? [`#   and ${sayCount(rest, 'other')}`] : []),
  ];
  if (all.length === 0)
    return [writeComment(`features: none; ${fit.value ? 'no column measures or sorts the rows' : fit.basis}.`), ...left];
  return ['# What the model reads and drift watches.', 'features:', ...all.flatMap((feature) => listItem(feature)), ...left];
}

function model({ pipeline, fit }: Proposal): string[] {
  if (!fit.value) {
    return [writeComment(`No model: ${fit.basis}. \`oads check\` works without one.`), `# model: {path: models/${pipeline}}`];
  }
  return [
    `model: {path: ${writeScalar(`models/${pipeline}`)}}`,
    'fit:',
    '  seed: 1',
    '  # Nobody vouches for these rows: the most isolated fifth of them trains nothing. `clean` where somebody does.',
    '  reference_is: unknown',
    ...withComment('  ', `false_alarm_rate: ${fit.value.falseAlarmRate}`, fit.basis),
  ];
}

function gate({ waivesAge: { value, basis, given } }: Proposal): string[] {
  if (!value) return [writeComment(`${mark({ basis, given })}.`), 'gate: {quality: block, drift: warn}'];
  return [
    writeComment(`guess: ${basis}. So their age is waived: a run may be qualified, never certified.`),
    'gate: {quality: block, drift: warn, age: waived}',
  ];
}

function fallback(): string[] {
  return [
    '# When the source is out of reach, `oads run` takes the rows of the last good load; they count as stale unless this says how old they may be.',
    '# fallback: {max_age: 1d}',
  ];
}

function notMapped({ notMapped: all }: Proposal): string[] {
  if (all.length === 0) return [];
  return [
    writeComment(
      `Not mapped: ${sayCount(all.length, 'place')} of the data contract that ${all.length === 1 ? 'says' : 'say'} what a config cannot.`,
    ),
    ...all.map(({ path, what, why }) => writeComment(`  ${path}: ${what}; ${why}`).replace('# ', '#   ')),
  ];
}

function listItem({ value, basis, commented, given }: Guess<object>): string[] {
  const line = `- ${writeFlow(value)}`;
  return commented ? [`  # ${line}  ${writeComment(basis)}`] : withComment('  ', line, mark({ basis, given }));
}

/** `guess: …`, unless somebody says so, and who. */
function mark({ basis, given }: Pick<Guess<unknown>, 'basis' | 'given'>): string {
  return given ? basis : `guess: ${basis}`;
}

function withComment(indent: string, line: string, comment: string): string[] {
  if (comment === '') return [`${indent}${line}`];
  const written = writeComment(comment);
  const together = `${indent}${line}  ${written}`;
  return together.length <= LONGEST_LINE ? [together] : [`${indent}${written}`, `${indent}${line}`];
}
