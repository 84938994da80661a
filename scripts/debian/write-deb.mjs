// The executable as a Debian package, with completions, manual page and licences.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeSum } from '../binary/hash-file.mjs';
import { makeChangelog, makeControl, makeCopyright } from './describe-package.mjs';
import { compress, makeDeb } from './make-deb.mjs';

const ARCHITECTURES = { x64: 'amd64', arm64: 'arm64' };

/** Writes `oads_<version>_<architecture>.deb` beside `binary` and gives its path. `licenses` is the text
 * of those of all that it carries. */
export function writeDeb(root, binary, { arch, licenses, epoch }) {
  const { version, description } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const architecture = ARCHITECTURES[arch];
  const share = (name) => readFileSync(join(root, 'dist', 'share', name));
  const bom = readFileSync(`${binary}.cdx.json`);
  const doc = 'usr/share/doc/oads';
  const files = [
    { path: 'usr/bin/oads', content: readFileSync(binary), isExecutable: true },
    { path: 'usr/share/bash-completion/completions/oads', content: share('oads.bash') },
    { path: 'usr/share/zsh/vendor-completions/_oads', content: share('_oads') },
    { path: 'usr/share/fish/vendor_completions.d/oads.fish', content: share('oads.fish') },
    { path: 'usr/share/man/man1/oads.1.gz', content: compress(share('oads.1')) },
    { path: `${doc}/copyright`, content: Buffer.from(makeCopyright(JSON.parse(bom.toString()).components)) },
    { path: `${doc}/changelog.gz`, content: compress(Buffer.from(makeChangelog({ version, epoch }))) },
    { path: `${doc}/THIRD-PARTY-LICENSES.txt.gz`, content: compress(Buffer.from(licenses)) },
    { path: `${doc}/oads.cdx.json.gz`, content: compress(bom) },
  ];
  const bytes = files.reduce((sum, { content }) => sum + content.length, 0);
  const path = join(dirname(binary), `oads_${version}_${architecture}.deb`);
  writeFileSync(`${path}.part`, makeDeb(files, makeControl({ version, architecture, description, bytes }), epoch));
  renameSync(`${path}.part`, path);
  writeSum(path);
  return path;
}
