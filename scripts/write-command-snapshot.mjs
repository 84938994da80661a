// Writes test/snapshots/commands.json: what scripts rely on of each command. `npm test` compares it with the built commands.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
export const SNAPSHOT = join(root, 'test/snapshots/commands.json');
const FLAG = ['type', 'char', 'options', 'default', 'env', 'required', 'multiple', 'delimiter', 'min', 'max', 'exclusive', 'dependsOn'];
const MORE = ['relationships', 'aliases', 'charAliases', 'hidden', 'deprecated', 'allowNo'];
const ARG = ['required', 'options', 'default', 'multiple', 'hidden'];

/** Command id → its flags, arguments and aliases, sorted: texts are left out, they may be put better at any time. */
export function snapshotCommands() {
  const { commands } = JSON.parse(readFileSync(join(root, 'oclif.manifest.json'), 'utf8'));
  return mapSorted(commands, ({ flags, args, aliases, hiddenAliases, hidden, enableJsonFlag, strict }) => ({
    ...(aliases.length > 0 && { aliases }),
    ...(hiddenAliases.length > 0 && { hiddenAliases }),
    ...(hidden && { hidden }),
    json: enableJsonFlag,
    ...(strict === false && { strict }),
    args: Object.entries(args ?? {}).map(([name, arg]) => ({ name, ...pick(arg, ARG) })),
    flags: mapSorted(flags ?? {}, (flag) => pick(flag, [...FLAG, ...MORE])),
  }));
}

export function format(snapshot) {
  return `${JSON.stringify(snapshot, null, 2)}\n`;
}

function mapSorted(record, map) {
  const names = Object.keys(record).sort();
  return Object.fromEntries(names.map((name) => [name, map(record[name])]));
}

/** What says something: `false` and empty lists are as good as not there. */
function pick(record, keys) {
  const isSaid = (value) => value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);
  return Object.fromEntries(keys.filter((key) => isSaid(record[key])).map((key) => [key, record[key]]));
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  mkdirSync(dirname(SNAPSHOT), { recursive: true });
  writeFileSync(SNAPSHOT, format(snapshotCommands()));
  console.log('test/snapshots/commands.json');
}
