// Completion for fish.
import { nameOf } from './list-commands.mjs';

export function makeFish(commands, topics) {
  const known = [...new Set([...topics.map(({ name }) => name), ...commands.map(nameOf)])].filter(Boolean);
  const lines = [
    ...topics.flatMap(({ name, next }) =>
      next.map(
        ({ word, summary }) => `complete -c oads -n ${quote(`__oads_follows ${quote(name)}`)} -f -a ${quote(word)} -d ${quote(summary)}`,
      ),
    ),
    ...commands.flatMap((command) => [
      ...command.takes.map((word) => `complete -c oads -n ${quote(`__oads_follows ${quote(nameOf(command))}`)} -f -a ${quote(word)}`),
      ...command.flags.map((flag) => flagLine(command, flag)),
    ]),
    `complete -c oads -n ${quote("__oads_is ''")} -l version -d ${quote('print the version')}`,
  ];
  return `# fish completion for oads. Made by npm run build: do not edit.

# The words of the command so far; a second argument gives those that are no part of it.
function __oads_split
    set -l id
    set -l rest (commandline -opc)[2..-1]
    while set -q rest[1]
        set -l longer (string join ' ' -- $id $rest[1])
        contains -- $longer ${known.map(quote).join(' ')}
        or break
        set id $id $rest[1]
        set -e rest[1]
    end
    if set -q argv[1]
        count $rest
    else
        string join ' ' -- $id
    end
end

function __oads_is
    test "$(__oads_split)" = "$argv[1]"
end

function __oads_follows
    __oads_is "$argv[1]"; and test (__oads_split rest) = 0
end

${lines.join('\n')}
`;
}

function flagLine(command, { name, char, summary, isSwitch, kind, values }) {
  const value = {
    values: `-x -a ${quote(values.join(' '))}`,
    directory: "-x -a '(__fish_complete_directories)'",
    file: '-r -F',
    other: '-x',
  }[kind];
  const parts = ['complete -c oads -n', quote(`__oads_is ${quote(nameOf(command))}`), '-l', name];
  if (char !== undefined) parts.push('-s', char);
  if (!isSwitch) parts.push(value);
  parts.push('-d', quote(summary));
  return parts.join(' ');
}

function quote(text) {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
