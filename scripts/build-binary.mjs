// `npm run build:binary`: the whole program as one executable, dist/oads-<platform>-<arch>, with its SHA-256 and its bill of materials;
// beside it completions, manual page and licences; with `--deb` (`npm run build:deb`) also a Debian package of it all. With `--compare`
// it ends with 1 where the executable has not the bytes of that file.
//
//   npm run build:binary [-- --target linux-arm64] [--level 19] [--output dist/oads-linux-x64] [--deb] [--compare FILE]
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildBinary } from './binary/build-binary.mjs';
import { readLicenses } from './binary/lay-licenses.mjs';
import { readEpoch } from './binary/read-epoch.mjs';
import { writeDeb } from './debian/write-deb.mjs';
import { readCommit } from './read-commit.mjs';
import { runPlainly } from './run-plainly.mjs';
import { packShare } from './shell/pack-share.mjs';

const TARGETS = ['linux-x64', 'linux-arm64'];
const root = dirname(dirname(fileURLToPath(import.meta.url)));
await runPlainly(async () => {
  const { values } = parseArgs({
    options: {
      target: { type: 'string', default: `${process.platform}-${process.arch}` },
      level: { type: 'string', default: '19' },
      output: { type: 'string' },
      deb: { type: 'boolean', default: false },
      compare: { type: 'string' },
    },
  });
  const level = Number(values.level);
  if (!TARGETS.includes(values.target)) throw new Error(`expected --target ${TARGETS.join(' or ')}, got ${values.target}`);
  if (!Number.isInteger(level) || level < 1 || level > 22) throw new Error(`expected --level from 1 to 22, got ${values.level}`);
  const [platform, arch] = values.target.split('-');
  const output = resolve(values.output ?? join(root, 'dist', `oads-${values.target}`));
  if (!isDirectory(dirname(output))) throw new Error(`expected a directory ${dirname(output)} for --output, got none`);
  if (isDirectory(output)) throw new Error(`expected a file for --output, got the directory ${output}`);
  // Read first: it may be the file that is written.
  const other = values.compare === undefined ? undefined : readOther(values.compare);
  // A build is fresh as long as its sources are, and they may have been committed since.
  const commit = readCommit(root);
  if (commit !== undefined) writeFileSync(join(root, 'dist', 'commit'), `${commit}\n`);
  const parts = await buildBinary(root, { target: { platform, arch }, level, output, say });
  const common = { licenses: readLicenses(parts), epoch: readEpoch(root) };
  const share = join(dirname(output), `oads-${JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version}-share.tar.gz`);
  packShare(root, share, common);
  const written = [output, share];
  if (values.deb) written.push(writeDeb(root, output, { arch, ...common }));
  for (const path of written) say(`${path}: ${(statSync(path).size / 1e6).toFixed(1)} MB`);
  if (other !== undefined) {
    const own = readFileSync(output);
    const at = own.equals(other) ? -1 : own.findIndex((byte, index) => byte !== other[index]);
    if (at >= 0 || own.length !== other.length) {
      say(
        `${basename(output)} differs from ${values.compare}: ${own.length} and ${other.length} bytes, first at ${at < 0 ? own.length : at}`,
      );
      process.exitCode = 1;
      return;
    }
    say(`${basename(output)} has the bytes of ${values.compare}`);
  }
});

function say(line) {
  process.stderr.write(`${line}\n`);
}

function isDirectory(path) {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function readOther(path) {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new Error(`expected a file for --compare, got ${path}`);
  return readFileSync(path);
}
