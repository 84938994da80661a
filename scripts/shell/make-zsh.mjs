// Completion for zsh.
import { nameOf } from './list-commands.mjs';

export function makeZsh(commands, topics) {
  const known = [...new Set([...topics.map(({ name }) => name), ...commands.map(nameOf)])].filter(Boolean);
  return `#compdef oads
# zsh completion for oads. Made by npm run build: do not edit.
_oads() {
  local id='' word
  local -i at=2
  local -a next
  while ((at < CURRENT)); do
    word=$words[at]
    case "\${id:+$id }$word" in
      (${known.map((name) => name.replaceAll(' ', '\\ ')).join('|')}) id="\${id:+$id }$word"; ((at++)) ;;
      (*) break ;;
    esac
  done
  # What may follow, as long as nothing else has.
  if ((at == CURRENT)) && [[ $words[CURRENT] != -* ]]; then
    case $id in
${topics.map(({ name, next }) => nextCase(name, next)).join('\n')}
    esac
    ((\${#next})) && _describe -t commands 'oads command' next
  fi
  # For _arguments the command is one word.
  words=("oads" "\${(@)words[at,-1]}")
  ((CURRENT -= at - 2))
  case $id in
${commands.map(argumentsCase).join('\n')}
    ('') _arguments -S '--help[show the help]' '--version[print the version]' ;;
    (*) _arguments -S '--help[show the help]' ;;
  esac
}
_oads "$@"
`;
}

function nextCase(name, next) {
  const items = next.map(({ word, summary }) => quote(`${word}:${summary}`));
  return `      (${quote(name)}) next=(\n        ${items.join('\n        ')}\n      ) ;;`;
}

function argumentsCase(command) {
  const files = command.takes.length > 0 ? `'1: :(${command.takes.join(' ')})'` : command.args.length > 0 ? "'*: :_files'" : undefined;
  const lines = [...command.flags.map(flagSpec), ...(files ? [files] : [])];
  return `    (${quote(nameOf(command))}) _arguments -S \\\n      ${lines.join(' \\\n      ')} ;;`;
}

function flagSpec({ name, char, summary, isSwitch, kind, values, value }) {
  const text = summary.replaceAll(/[[\]\\]/g, '\\$&').replaceAll(':', '\\:');
  const message = (value ?? '').replaceAll(':', '\\:');
  const action = { values: `(${values.join(' ')})`, directory: '_files -/', file: '_files', other: ' ' }[kind];
  const rest = `[${text}]${isSwitch ? '' : `:${message}:${action}`}`;
  if (char === undefined) return quote(`--${name}${isSwitch ? '' : '='}${rest}`);
  return `'(-${char} --${name})'{-${char}${isSwitch ? '' : '+'},--${name}${isSwitch ? '' : '='}}${quote(rest)}`;
}

function quote(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
