// What docs/commands holds, made of the built commands: no dates, no terminal, the same bytes each time.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** File name below docs/commands → its text. */
export function makeCommandPages() {
  const { commands } = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'));
  const shown = Object.values(commands)
    .filter(({ hidden }) => !hidden)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return { 'README.md': makeIndex(shown), ...Object.fromEntries(shown.map((command) => [`${fileOf(command)}.md`, makePage(command)])) };
}

function makeIndex(commands) {
  const rows = commands.map((command) => `| [\`${nameOf(command)}\`](${fileOf(command)}.md) | ${escapeCell(command.summary)} |`);
  return `# Commands

Made by \`npm run docs:commands\` of what \`--help\` says. The commands of oclif's plugins, \`oads autocomplete\` and \`oads help\`,
explain themselves with \`--help\`.

| command | does |
|---|---|
${rows.join('\n')}
`;
}

function makePage(command) {
  const { summary, description = '', args = {}, flags = {}, examples = [] } = command;
  const [text, codes] = description.split(/^Exit codes:\n/m);
  const parts = [`# ${nameOf(command)}`, `${summary[0].toUpperCase()}${summary.slice(1)}.`, fence('text', usageOf(command)), text.trim()];
  const ofArgs = Object.values(args).map((arg) => `| \`${arg.name.toUpperCase()}\` | ${escapeCell(arg.description)} |`);
  if (ofArgs.length > 0) parts.push(`## Arguments\n\n| argument | meaning |\n|---|---|\n${ofArgs.join('\n')}`);
  const own = Object.values(flags).filter(({ helpGroup }) => helpGroup !== 'GLOBAL');
  const global = Object.values(flags).filter(({ helpGroup }) => helpGroup === 'GLOBAL');
  for (const [heading, group] of [
    ['Flags', own],
    ['Flags of every command', global],
  ]) {
    if (group.length > 0) parts.push(`## ${heading}\n\n| flag | meaning |\n|---|---|\n${group.map(flagRow).join('\n')}`);
  }
  if (codes) {
    const rows = [...codes.matchAll(/^ *(\d+) {2}(.*)$/gm)].map(([, code, meaning]) => `| ${code} | ${escapeCell(meaning)} |`);
    parts.push(`## Exit codes\n\n| exit | meaning |\n|---|---|\n${rows.join('\n')}`);
  }
  const lines = examples.map((example) => exampleOf(command, example));
  if (lines.length > 0) parts.push(`## Examples\n\n${fence('sh', lines.join('\n'))}`);
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

/** A line of a shell, as the help shows it. */
export function exampleOf({ id }, example) {
  const text = typeof example === 'string' ? example : example.command;
  return text.replaceAll('<%= config.bin %>', 'oads').replaceAll('<%= command.id %>', id.replaceAll(':', ' ')).replace(/^\$ /, '');
}

function usageOf(command) {
  const args = Object.values(command.args ?? {}).map(({ name, required }) => (required ? name.toUpperCase() : `[${name.toUpperCase()}]`));
  return [nameOf(command), ...args, '[flags]'].join(' ');
}

function flagRow({ name, char, type, allowNo, helpValue, options, summary, description, env, default: fallback, required }) {
  const value = type === 'boolean' ? '' : `=${helpValue ?? options?.join('\\|') ?? 'VALUE'}`;
  const names = [char && `\`-${char}\``, `\`--${allowNo ? '[no-]' : ''}${name}${value}\``].filter(Boolean).join(', ');
  const notes = [
    summary ?? description,
    required && 'required',
    options && helpValue && `one of ${options.join(', ')}`,
    type === 'option' && fallback !== undefined && `default: ${fallback}`,
    env && `variable \`${env}\``,
  ];
  return `| ${names} | ${escapeCell(notes.filter(Boolean).join('; '))} |`;
}

function nameOf({ id }) {
  return `oads ${id.replaceAll(':', ' ')}`;
}

function fileOf({ id }) {
  return id.replaceAll(':', '-');
}

function fence(language, text) {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

function escapeCell(text = '') {
  return text
    .replaceAll('\n', ' ')
    .replaceAll(/(?<!\\)\|/g, '\\|')
    .replaceAll('<', '&lt;');
}
