// What a Debian package says of itself: control, copyright and changelog.
import { UNLISTED, UNLISTED_HEADING } from '../bom/unlisted.mjs';

/** The newest symbols that Node, Polars and ONNX Runtime ask for. */
const OLDEST_LIBC = { amd64: '2.28', arm64: '2.30' };
const MAINTAINER = 'The oads authors <oads@localhost>';

/** `bytes` are those of all files once they are installed. */
export function makeControl({ version, architecture, description, bytes }) {
  const [summary] = description.split(':');
  return `Package: oads
Version: ${version}
Architecture: ${architecture}
Maintainer: ${MAINTAINER}
Installed-Size: ${Math.ceil(bytes / 1024)}
Depends: libc6 (>= ${OLDEST_LIBC[architecture]}), libgcc-s1 | libgcc1, libstdc++6 (>= 7)
Section: science
Priority: optional
Description: ${summary}
 Checks a batch of operational records, compares it with the training reference
 of a model, scores it, and says how far the scores can be trusted. Serves a
 dashboard over what it found.
 .
 One executable that needs nothing but the C and C++ runtime libraries. It
 unpacks itself to the cache directory of the user once for each version.
`;
}

/** Machine-readable. `components` are those of the bill of materials; the texts of their licences are in the file that is named. */
export function makeCopyright(components) {
  const byLicense = new Map();
  for (const { group, name, version, licenses } of components) {
    const [{ expression, license }] = licenses;
    const spdx = expression ?? license.id ?? license.name;
    byLicense.set(spdx, [...(byLicense.get(spdx) ?? []), `${group === undefined ? '' : `${group}/`}${name} ${version}`]);
  }
  const others = [...byLicense].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = others.map(([license, names]) => [` .`, ` ${license}:`, ...names.sort().map((name) => `  ${name}`)].join('\n'));
  const unlisted = [`${UNLISTED_HEADING}.`, '', ...UNLISTED.split('\n')].map((line) => ` ${line || '.'}`).join('\n');
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: oads
Comment: The executable /usr/bin/oads holds, beside oads itself, the software
 below, by licence. The texts and the names of the copyright holders are in
 /usr/share/doc/oads/THIRD-PARTY-LICENSES.txt.gz.
${lines.join('\n')}
 .
${unlisted}

Files: *
Copyright: The oads authors
License: Apache-2.0

License: Apache-2.0
 On Debian systems, the full text of the Apache License, Version 2.0, is in
 /usr/share/common-licenses/Apache-2.0.
`;
}

export function makeChangelog({ version, epoch }) {
  const date = new Date(epoch * 1000).toUTCString().replace('GMT', '+0000');
  return `oads (${version}) unstable; urgency=medium

  * Version ${version}: see CHANGELOG.md of the sources.

 -- ${MAINTAINER}  ${date}
`;
}
