import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PackageRegistry {
  readonly url: string;
  /** Settled once somebody has asked for the package. */
  readonly asked: Promise<void>;
  close(): Promise<void>;
}

/** A registry on 127.0.0.1 that serves one package, packed; one that `hangs` takes questions and answers none. */
export async function servePackage(
  { name, version, scripts }: { name: string; version: string; scripts?: Record<string, string> },
  packed: Buffer,
  { hangs = false } = {},
): Promise<PackageRegistry> {
  let tell = () => {};
  const asked = new Promise<void>((resolve) => (tell = resolve));
  const server = createServer((request, response) => {
    tell();
    if (hangs) return;
    if (request.url?.endsWith('.tgz')) {
      response.end(packed);
      return;
    }
    const isKnown = decodeURIComponent(request.url ?? '') === `/${name}`;
    const integrity = `sha512-${createHash('sha512').update(packed).digest('base64')}`;
    const dist = { tarball: `${url}/package.tgz`, integrity };
    const one = { name, version, scripts, hasInstallScript: scripts !== undefined, dist };
    response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isKnown ? { name, 'dist-tags': { latest: version }, versions: { [version]: one } } : {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url, asked, close };
}
