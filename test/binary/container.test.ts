import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fillContainer, UNPACKED } from '../../scripts/binary/fill-container.mjs';
import { EXECUTABLE } from '../../scripts/binary/make-root.mjs';
import { findBinary, hasBinary } from '../support/binary.ts';
import { scratchDir } from '../support/cli.ts';

const test = suite('the container');
const isAble = spawnSync('unshare', ['-m', '-n', '-p', '-f', 'true']).status === 0 && process.getuid?.() === 0;

if (hasBinary && isAble) {
  test('its root, read-only, without a network and for a user without a name, checks a file', async () => {
    const { dir, remove } = await scratchDir();
    const root = path.join(dir, 'root');
    fillContainer(root, await findBinary());
    const before = readdirSync(path.join(root, UNPACKED), { recursive: true }).length;
    // What an engine mounts.
    for (const name of ['proc', 'dev']) mkdirSync(path.join(root, name));
    writeFileSync(path.join(root, 'data/batch.csv'), 'id,delay\n1,5\n2,7\n');
    const contract = 'contract: {columns: {id: {type: integer}, delay: {type: number}}}';
    writeFileSync(
      path.join(root, 'data/oads.yaml'),
      `version: 1\npipeline: p\nsource: {loader: file, options: {path: batch.csv}}\nkey: [id]\n${contract}\n`,
    );
    const script = `set -e
      mount --bind "$0" "$0"; mount -o remount,ro,bind "$0"; mount -t tmpfs -o size=64m tmpfs "$0/tmp"; mount -t proc proc "$0/proc"; mount --rbind /dev "$0/dev"
      export OADS_CACHE_DIR=${UNPACKED} HOME=/tmp
      exec "$(command -v chroot || echo /usr/sbin/chroot)" --userspec=65532:65532 "$0" ${EXECUTABLE} check -c /data/oads.yaml`;
    // The mounts go with the process that they were made for.
    const { status, stdout, stderr } = spawnSync('unshare', ['-m', '-n', '-p', '-f', 'sh', '-c', script, root], { encoding: 'utf8' });
    assert.equal([status, stderr], [0, ''], stdout);
    assert.match(stdout, /quality pass: .* 2 rows, 0 set aside/);
    assert.is(readdirSync(path.join(root, UNPACKED), { recursive: true }).length, before);
    await remove();
  });
} else {
  test.skip('mount and network namespaces (unshare, as root) are not to be had here: the root of the container is not started', () => {});
}

test.run();
