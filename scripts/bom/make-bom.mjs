// The software bill of materials: CycloneDX 1.6, the same bytes for the same executable.

/** `sha256` is that of the executable, hex; `epoch` is when its sources were committed, s. */
export function makeBom(components, { name, version, sha256, epoch }) {
  const root = `pkg:generic/oads@${version}?file=${encodeURIComponent(name)}`;
  const childrenOf = (parent) => components.filter((one) => one.parent === parent).map(({ purl }) => purl);
  const opaque = components.filter(({ isOpaque }) => isOpaque).map(({ purl }) => purl);
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${makeUuid(sha256)}`,
    version: 1,
    metadata: {
      timestamp: `${new Date(epoch * 1000).toISOString().slice(0, 19)}Z`,
      lifecycles: [{ phase: 'build' }],
      component: {
        'bom-ref': root,
        type: 'application',
        name: 'oads',
        version,
        description: 'Operational Anomaly Detection System',
        hashes: [{ alg: 'SHA-256', content: sha256 }],
        licenses: [{ license: { id: 'Apache-2.0' } }],
        purl: root,
        properties: [{ name: 'oads:file', value: name }],
      },
    },
    components: components.map(describe),
    dependencies: [
      { ref: root, dependsOn: childrenOf(undefined) },
      ...components.map(({ purl }) => ({ ref: purl, dependsOn: childrenOf(purl) })).filter(({ dependsOn }) => dependsOn.length > 0),
    ],
    // Their packages do not tell which libraries they were linked from.
    compositions: [{ aggregate: 'incomplete', assemblies: opaque }],
  };
}

function describe({ name, version, license, author, purl, cpe, sha512, places }) {
  const [, group, own] = /^(?:(@[^/]+)\/)?(.*)$/.exec(name);
  return {
    'bom-ref': purl,
    type: name === 'node' ? 'platform' : 'library',
    ...(group === undefined ? {} : { group }),
    name: own,
    version,
    ...(author ? { authors: [{ name: author.trim() }] } : {}),
    ...(sha512 === undefined ? {} : { hashes: [{ alg: 'SHA-512', content: sha512 }] }),
    licenses: describeLicense(license),
    ...(cpe === undefined ? {} : { cpe }),
    purl,
    ...(places.length === 0 ? {} : { evidence: { occurrences: places.map((location) => ({ location })) } }),
  };
}

/** An SPDX id, an expression of several, or a name that SPDX does not have. */
function describeLicense(license) {
  if (license.startsWith('LicenseRef-')) return [{ license: { name: license.slice('LicenseRef-'.length) } }];
  return / (?:OR|AND|WITH) /.test(license) ? [{ expression: license }] : [{ license: { id: license } }];
}

/** Marked as version 8 of RFC 9562: made of a digest in a way of one's own. */
function makeUuid(hex) {
  const variant = ((Number.parseInt(hex[16], 16) & 3) | 8).toString(16);
  const digits = `${hex.slice(0, 12)}8${hex.slice(13, 16)}${variant}${hex.slice(17, 32)}`;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
