// What a package lays into the system beside the program: completions and the manual page, made of the built commands.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listCommands, listTopics } from './list-commands.mjs';
import { makeBash } from './make-bash.mjs';
import { makeFish } from './make-fish.mjs';
import { makeManual } from './make-manual.mjs';
import { makeZsh } from './make-zsh.mjs';

/** Read by no flag. */
const VARIABLES = [
  ['OADS_CACHE_DIR', 'Where the single executable unpacks itself, in place of ~/.cache/oads/runtime.'],
  ['OADS_DATA_DIR', 'Where plugins are installed, in place of ~/.local/share/oads or oads-binary.'],
  ['OADS_TOKEN', 'What clients of the dashboard must know, where no --token-file is given.'],
  ['NO_COLOR', 'Set to anything: no colours.'],
];

/** Name of the file to its text. `manifest` is oclif's, `pjson` the package.json. */
export function makeShare(manifest, pjson) {
  const commands = listCommands(manifest);
  const topics = listTopics(commands, pjson);
  const { version, description = '' } = pjson;
  return {
    'oads.bash': makeBash(commands, topics),
    _oads: makeZsh(commands, topics),
    'oads.fish': makeFish(commands, topics),
    'oads.1': makeManual(commands, { version, description, variables: VARIABLES, seeAlso: 'oads help, oads COMMAND --help' }),
  };
}

export function writeShare(directory, manifest, pjson) {
  mkdirSync(directory, { recursive: true });
  for (const [name, text] of Object.entries(makeShare(manifest, pjson))) writeFileSync(join(directory, name), text);
}
