// Completion for bash, without its bash-completion package.
import { nameOf } from './list-commands.mjs';

export function makeBash(commands, topics) {
  const known = [...new Set([...topics.map(({ name }) => name), ...commands.map(nameOf)])].filter(Boolean);
  const names = (flags) => flags.map(({ name }) => `--${name}`).join(' ');
  return `# bash completion for oads. Made by npm run build: do not edit.
_oads() {
  local words=("\${COMP_WORDS[@]:1:COMP_CWORD-1}") current=\${COMP_WORDS[COMP_CWORD]} id='' flag='' next='' flags='' word
  for word in "\${words[@]}"; do
    case "\${id:+$id }$word" in
      ${known.map(quote).join(' | ')}) id="\${id:+$id }$word" ;;
      *) break ;;
    esac
  done
  # Bash parts words at '=': --format=csv is three of them.
  if [[ $current == = ]]; then
    current='' flag=\${COMP_WORDS[COMP_CWORD-1]}
  elif ((COMP_CWORD > 2)) && [[ \${COMP_WORDS[COMP_CWORD-1]} == = ]]; then
    flag=\${COMP_WORDS[COMP_CWORD-2]}
  elif ((COMP_CWORD > 1)); then
    flag=\${COMP_WORDS[COMP_CWORD-1]}
  fi
  case "$id:$flag" in
${commands.flatMap((command) => command.flags.filter(({ isSwitch }) => !isSwitch).map((flag) => valueCase(command, flag))).join('\n')}
  esac
  case "$id" in
${commands.map((command) => `    ${quote(nameOf(command))}) flags=${quote(names(command.flags))} ;;`).join('\n')}
    '') flags='--help --version' ;;
    *) flags='--help' ;;
  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$current"))
    return
  fi
  # What may follow, as long as nothing else has.
  if [[ "\${words[*]}" == "$id" ]]; then
    case "$id" in
${topics.map(({ name, next }) => `      ${quote(name)}) next=${quote(next.map(({ word }) => word).join(' '))} ;;`).join('\n')}
${commands
  .filter(({ takes }) => takes.length > 0)
  .map((command) => `      ${quote(nameOf(command))}) next=${quote(command.takes.join(' '))} ;;`)
  .join('\n')}
    esac
  fi
  # Where nothing fits, bash completes the names of files (-o default).
  COMPREPLY=($(compgen -W "$next" -- "$current"))
}
complete -o default -F _oads oads
`;
}

function valueCase(command, { name, char, kind, values }) {
  const pattern = [`--${name}`, char && `-${char}`].filter(Boolean).map((flag) => quote(`${nameOf(command)}:${flag}`));
  const reply = {
    values: `COMPREPLY=($(compgen -W ${quote(values.join(' '))} -- "$current"))`,
    directory: 'compopt -o filenames; COMPREPLY=($(compgen -d -- "$current"))',
    file: 'COMPREPLY=()',
    other: 'compopt +o default; COMPREPLY=()',
  }[kind];
  return `    ${pattern.join(' | ')}) ${reply}; return ;;`;
}

function quote(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
