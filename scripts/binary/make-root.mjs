// A root directory that holds the executable, the C and C++ runtime libraries, an empty /tmp, and nothing else.
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** What Node, Polars and ONNX Runtime are linked against. */
const LIBRARIES = ['libc.so.6', 'libm.so.6', 'libdl.so.2', 'libpthread.so.0', 'librt.so.1', 'libstdc++.so.6', 'libgcc_s.so.1'];
/** By e_machine of ELF. `loader` is where every executable of the architecture looks for it. */
const MACHINES = {
  62: { triplet: 'x86_64-linux-gnu', loader: '/lib64/ld-linux-x86-64.so.2' },
  183: { triplet: 'aarch64-linux-gnu', loader: '/lib/ld-linux-aarch64.so.1' },
};

/** Where the executable lies in such a root. */
export const EXECUTABLE = '/usr/bin/oads';

/**
 * Fills `directory`, which must be new or empty, and gives the absolute paths within it. `system` is the root directory that the libraries come from: this
 * machine's own, or that of another architecture. Throws Error where one is not there, and before anything is made.
 */
export function makeRoot(directory, binary, { system = '/' } = {}) {
  if (!statSync(binary, { throwIfNoEntry: false })?.isFile()) throw new Error(`expected an executable at ${binary}, got no file`);
  const machine = MACHINES[readMachine(binary)];
  if (machine === undefined) throw new Error(`expected an executable for x64 or arm64, got ${binary}`);
  const folders = [`/lib/${machine.triplet}`, `/usr/lib/${machine.triplet}`, '/lib64', '/usr/lib64', '/lib', '/usr/lib'];
  const isOfMachine = (path) => existsSync(join(system, path)) && MACHINES[readMachine(join(system, path))] === machine;
  const libraries = LIBRARIES.map((name) => {
    const path = folders.map((folder) => `${folder}/${name}`).find(isOfMachine);
    if (path === undefined) throw new Error(`expected ${name} in one of ${folders.join(', ')} of ${system}, got none`);
    return path;
  });
  if (!isOfMachine(machine.loader)) throw new Error(`expected the loader ${machine.loader} in ${system}, got none`);
  makeNew(directory);
  const copy = (from, path) => {
    mkdirSync(join(directory, dirname(path)), { recursive: true, mode: 0o755 });
    copyFileSync(from, join(directory, path), constants.COPYFILE_FICLONE);
    chmodSync(join(directory, path), 0o755);
  };
  copy(binary, EXECUTABLE);
  for (const path of [machine.loader, ...libraries]) copy(realpathSync(join(system, path)), path);
  mkdirSync(join(directory, 'tmp'), { recursive: true });
  chmodSync(join(directory, 'tmp'), 0o1777);
  return [EXECUTABLE, machine.loader, ...libraries];
}

/** What is there may be another's: it is neither filled nor, by those who go on with it, emptied. */
function makeNew(directory) {
  const stats = statSync(directory, { throwIfNoEntry: false });
  if (stats === undefined) {
    if (!existsSync(dirname(directory))) throw new Error(`expected a directory ${dirname(directory)} to make the root in, got nothing`);
    mkdirSync(directory);
  } else if (!stats.isDirectory() || readdirSync(directory).length > 0) {
    throw new Error(`expected a new or empty directory, got ${directory}, which ${stats.isDirectory() ? 'holds files' : 'is a file'}`);
  }
}

function readMachine(path) {
  const header = Buffer.alloc(20);
  const file = openSync(path);
  const bytes = readSync(file, header, 0, header.length, 0);
  closeSync(file);
  return bytes === header.length && header.readUInt32BE(0) === 0x7f454c46 && header[4] === 2 ? header.readUInt16LE(18) : undefined;
}
