// `npm run build:binary`: the whole program as one executable, dist/oads-<platform>-<arch>, with its SHA-256.
//
//   npm run build:binary [-- --target linux-arm64] [--level 19] [--output dist/oads-linux-x64]
import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildBinary } from './binary/build-binary.mjs';

const TARGETS = ['linux-x64', 'linux-arm64'];
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    target: { type: 'string', default: `${process.platform}-${process.arch}` },
    level: { type: 'string', default: '19' },
    output: { type: 'string' },
  },
});
const level = Number(values.level);
if (!TARGETS.includes(values.target)) fail(`expected --target ${TARGETS.join(' or ')}, got ${values.target}`);
if (!Number.isInteger(level) || level < 1 || level > 22) fail(`expected --level from 1 to 22, got ${values.level}`);
const [platform, arch] = values.target.split('-');
const output = resolve(values.output ?? join(root, 'dist', `oads-${values.target}`));
await buildBinary(root, { target: { platform, arch }, level, output, say });
say(`${output}: ${(statSync(output).size / 1e6).toFixed(1)} MB`);

function say(line) {
  process.stderr.write(`${line}\n`);
}

function fail(message) {
  say(`error: ${message}`);
  process.exit(2);
}
