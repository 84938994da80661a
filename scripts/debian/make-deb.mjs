// A Debian package of files, without dpkg and without root.
import { createHash } from 'node:crypto';
import { constants, gzipSync } from 'node:zlib';
import { makeAr } from './make-ar.mjs';
import { makeTar } from './make-tar.mjs';

/**
 * `files` are `{path, content, isExecutable?}`, paths without a leading slash; `control` is the text of that file; `epoch` the time of
 * all, in s.
 */
export function makeDeb(files, control, epoch) {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const sums = sorted.map(({ path, content }) => `${createHash('md5').update(content).digest('hex')}  ${path}\n`).join('');
  const own = [{ path: '' }, { path: 'control', content: Buffer.from(control) }, { path: 'md5sums', content: Buffer.from(sums) }];
  return makeAr(
    [
      { name: 'debian-binary', content: Buffer.from('2.0\n') },
      { name: 'control.tar.gz', content: compress(makeTar(own, epoch)) },
      { name: 'data.tar.gz', content: compress(makeTar([...directoriesOf(sorted), ...sorted], epoch), 6) },
    ],
    epoch,
  );
}

/** gzip without a name and a time, as `gzip -n` does; the byte that tells the system it was made on says Unix everywhere. */
export function compress(content, level = constants.Z_BEST_COMPRESSION) {
  const bytes = gzipSync(content, { level });
  bytes[9] = 3;
  return bytes;
}

/** Of all files, the outer first. */
function directoriesOf(files) {
  const found = new Set(['']);
  for (const { path } of files) {
    const names = path.split('/').slice(0, -1);
    for (const index of names.keys()) found.add(names.slice(0, index + 1).join('/'));
  }
  return [...found].sort().map((path) => ({ path }));
}
