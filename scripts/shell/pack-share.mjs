// Completions, manual page and licences for who installs the executable by hand: unpacked below /usr/local, each lies where it is looked for.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compress } from '../debian/make-deb.mjs';
import { makeTar } from '../debian/make-tar.mjs';

const PLACES = {
  'oads.bash': 'share/bash-completion/completions/oads',
  _oads: 'share/zsh/site-functions/_oads',
  'oads.fish': 'share/fish/vendor_completions.d/oads.fish',
  'oads.1': 'share/man/man1/oads.1',
};

export function packShare(root, path, { licenses, epoch }) {
  const files = [
    ...Object.entries(PLACES).map(([name, place]) => ({ path: place, content: readFileSync(join(root, 'dist', 'share', name)) })),
    { path: 'share/doc/oads/LICENSE', content: readFileSync(join(root, 'LICENSE')) },
    { path: 'share/doc/oads/THIRD-PARTY-LICENSES.txt', content: Buffer.from(licenses) },
  ];
  writeFileSync(path, compress(makeTar(files, epoch)));
}
