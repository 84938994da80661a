// The manual page oads(1), in the macros of man(7).
import { nameOf } from './list-commands.mjs';

/** What docs/exit-codes.md says of all commands. */
export const EXIT_CODES = [
  [0, 'done; warnings allowed (--strict turns them into 1)'],
  [1, 'the data said no: quality failed, or drift over the threshold of a blocking gate'],
  [2, 'usage or config error'],
  [3, 'source or store error: no source and no fallback worked, disk full, artifacts not writable'],
  [4, 'plugin or model error'],
  [70, 'a defect in oads'],
  [130, 'stopped by SIGINT (143 by SIGTERM)'],
];

/** `variables` are those that no flag names: `[name, text]`. */
export function makeManual(commands, { version, description, variables, seeAlso }) {
  const shared = commands.find((command) => nameOf(command) === 'run')?.flags.filter(({ isGlobal }) => isGlobal) ?? [];
  const ofFlags = commands.flatMap(({ flags }) =>
    flags.filter(({ env }) => env).map(({ env, name }) => [env, `stands for \\-\\-${toRoff(name)}`]),
  );
  const environment = [...new Map([...ofFlags, ...variables.map(([name, text]) => [name, toRoff(text)])])].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return [
    '.\\" Made by npm run build: do not edit.',
    `.TH OADS 1 "" "oads ${version}" "User Commands"`,
    '.SH NAME',
    `oads \\- ${toRoff(description)}`,
    '.SH SYNOPSIS',
    '.B oads',
    '.I COMMAND',
    '.RI [ ARGUMENTS ]',
    '.RI [ FLAGS ]',
    '.SH DESCRIPTION',
    'Reads a batch of operational records from PostgreSQL or a file, and answers four questions about it, in this order:',
    'is the data sound, is it still the world that the model was trained on, which records are anomalous and why,',
    'and how far may that answer be trusted right now.',
    '.SH COMMANDS',
    ...commands.flatMap(commandLines),
    '.SH FLAGS OF EVERY COMMAND',
    'Each command has those of them that mean something to it.',
    ...shared.flatMap(flagLines),
    '.SH ENVIRONMENT',
    ...environment.flatMap(([name, text]) => ['.TP', `.B ${toRoff(name)}`, text]),
    '.SH EXIT STATUS',
    'The help of each command says what they mean there.',
    ...EXIT_CODES.flatMap(([code, text]) => ['.TP', `.B ${code}`, toRoff(text)]),
    '.SH FILES',
    '.TP',
    '.I ./oads.yaml',
    'The configuration, where neither \\-\\-config nor OADS_CONFIG names another.',
    '.TP',
    '.I ~/.cache/oads/runtime',
    'Where the single executable unpacks itself, once for each version. It may be deleted at any time.',
    '.TP',
    '.I ~/.local/share/oads, ~/.local/share/oads-binary',
    'Installed plugins, of the npm version and of the single executable.',
    '.SH SEE ALSO',
    toRoff(seeAlso),
    '',
  ].join('\n');
}

function commandLines(command) {
  const own = command.flags.filter(({ isGlobal }) => !isGlobal);
  const [text] = command.description.split(/^Exit codes:\n/m);
  const args = command.args.map(({ name, isRequired }) => (isRequired ? name.toUpperCase() : `[${name.toUpperCase()}]`));
  return [
    `.SS "${toRoff(['oads', nameOf(command), ...args].join(' '))}"`,
    `${toRoff(`${command.summary[0].toUpperCase()}${command.summary.slice(1)}`)}.`,
    ...text
      .trim()
      .split(/\n+/)
      .filter(Boolean)
      .flatMap((line) => ['.PP', toRoff(line)]),
    ...command.args
      .filter(({ text: meaning }) => meaning)
      .flatMap(({ name, text: meaning }) => ['.TP', `.I ${toRoff(name.toUpperCase())}`, toRoff(meaning)]),
    ...own.flatMap(flagLines),
  ];
}

function flagLines({ name, char, summary, isSwitch, value, values, hasNo, isNo }) {
  if (isNo) return [];
  const long = `\\fB\\-\\-${hasNo ? '[no\\-]' : ''}${toRoff(name)}\\fR${isSwitch ? '' : `=\\fI${toRoff(value)}\\fR`}`;
  const choice = values.length > 0 ? ` One of ${toRoff(values.join(', '))}.` : '';
  return ['.TP', char === undefined ? long : `\\fB\\-${char}\\fR, ${long}`, `${toRoff(summary)}.${choice}`];
}

/** For a line of its own: nothing in it is a request, and dashes can be copied. */
function toRoff(text) {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replaceAll('\n', ' ')
    .replace(/^(?=[.'])/, '\\&');
}
