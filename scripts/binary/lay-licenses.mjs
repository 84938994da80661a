// The licences of all that an executable carries, within it.
import { UNLISTED, UNLISTED_HEADING } from '../bom/unlisted.mjs';
import { makeLicenses } from '../bom/write-licenses.mjs';

const LICENSES = 'dist/THIRD-PARTY-LICENSES.txt';

/** In the executable the file names all that is in it, beyond what the bundles hold. Changes `parts`. */
export function layLicenses(parts, components) {
  const node = components.find(({ name }) => name === 'node');
  const packages = components.filter((one) => one !== node && one.parent !== node.purl);
  const linked = { heading: `Node.js ${node.version}, with all that is linked into it`, text: node.texts[0] };
  Object.assign(findLicenses(parts), {
    from: undefined,
    content: makeLicenses(packages, [linked, { heading: UNLISTED_HEADING, text: UNLISTED }]),
  });
}

export function readLicenses(parts) {
  return findLicenses(parts).content;
}

function findLicenses(parts) {
  return parts.flatMap(({ files }) => files).find(({ path }) => path === LICENSES);
}
