// The commands as shells and the manual show them, from oclif.manifest.json and package.json.

/** Of oclif's plugins, which no manifest of this package names. */
const FROM_PLUGINS = [
  { words: ['autocomplete'], summary: 'say how a shell completes commands and flags', takes: ['bash', 'zsh', 'powershell'] },
  { words: ['help'], summary: 'help for any command', takes: [] },
];
const HELP = { name: 'help', summary: 'show the help of a command', isSwitch: true, values: [], kind: 'none', isGlobal: true };

/**
 * Sorted by name. Each has its `words`, `summary`, `description`, `args` (`{name, text, isRequired}`), `flags` (`{name, char, summary,
 * isSwitch, values, kind, value, env, isGlobal, hasNo, isNo}`), `examples` and `takes`, the words that its first argument may be.
 */
export function listCommands({ commands }) {
  const own = Object.values(commands)
    .filter(({ hidden }) => !hidden)
    .map(({ id, summary, description = '', args = {}, flags = {}, examples = [] }) => ({
      words: id.split(':'),
      summary,
      description,
      args: Object.values(args).map(({ name, description: text = '', required = false }) => ({ name, text, isRequired: required })),
      flags: [
        ...Object.values(flags)
          .filter(({ hidden }) => !hidden)
          .flatMap(readFlag),
        HELP,
      ],
      examples,
      takes: Object.values(args)[0]?.options ?? [],
    }));
  const others = FROM_PLUGINS.map((one) => ({ description: '', args: [], flags: [HELP], examples: [], ...one }));
  others.find(({ words }) => words[0] === 'help').takes = [...new Set([...own, ...others].map(({ words }) => words[0]))].sort();
  return [...own, ...others].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

/** `config show`. */
export function nameOf({ words }) {
  return words.join(' ');
}

/** Topics with their texts: `config`, and '' for all. Each has `next`, the words that may follow with their summaries. */
export function listTopics(commands, { oclif: { topics = {} } }) {
  const names = ['', ...new Set(commands.filter(({ words }) => words.length > 1).map(({ words }) => words[0]))];
  const summaryOf = (word, command) => (command?.words.length === 1 ? command.summary : topics[word]?.description);
  return names.map((name) => {
    const depth = name === '' ? 0 : 1;
    const within = commands.filter(({ words }) => words.length > depth && (name === '' || words[0] === name));
    const next = new Map();
    for (const command of within) {
      const word = command.words[depth];
      if (!next.has(word) || command.words.length === depth + 1) {
        next.set(word, depth === 0 ? (summaryOf(word, command) ?? command.summary) : command.summary);
      }
    }
    return { name, next: [...next].map(([word, summary]) => ({ word, summary })) };
  });
}

function readFlag({ name, char, summary, description, type, allowNo, options = [], helpValue, env, helpGroup }) {
  const flag = {
    name,
    char,
    summary: summary ?? description ?? '',
    isSwitch: type === 'boolean',
    values: options,
    kind: kindOf(options, helpValue),
    value: helpValue ?? options[0]?.toUpperCase() ?? 'VALUE',
    env,
    isGlobal: helpGroup === 'GLOBAL',
    hasNo: allowNo === true,
  };
  if (!flag.hasNo) return [flag];
  return [
    flag,
    { ...flag, name: `no-${name}`, summary: `do not: ${flag.summary}`, char: undefined, env: undefined, hasNo: false, isNo: true },
  ];
}

function kindOf(options, helpValue = '') {
  if (options.length > 0) return 'values';
  if (/\bDIR\b/.test(helpValue)) return 'directory';
  return /FILE|PATH/.test(helpValue) ? 'file' : 'other';
}
