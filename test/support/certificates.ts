import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate with its key, both in PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** An authority that exists for one test: no machine trusts it, and its key is never written down. */
export interface Authority {
  readonly cert: string;
  /** For a server with these DNS names, or for a client of this name. */
  issue(name: string, dnsNames?: readonly string[], notAfter?: string): Certificate;
}

const ALWAYS = '99991231235959Z';
// Object identifiers, encoded.
const ECDSA_WITH_SHA256 = '06082a8648ce3d040302';
const COMMON_NAME = '0603550403';
const BASIC_CONSTRAINTS = '0603551d13';
const SUBJECT_ALT_NAME = '0603551d11';

/** Without openssl, which a bare machine need not have: X.509 is little DER around keys and signatures of node:crypto (RFC 5280). */
export function createAuthority(name = 'oads test authority'): Authority {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const isAuthority = extension(BASIC_CONSTRAINTS, der(0x30, der(0x01, Buffer.from([0xff]))));
  return {
    cert: certify(name, name, authority.publicKey, authority.privateKey, ALWAYS, [isAuthority]),
    issue(subject, dnsNames = [], notAfter = ALWAYS) {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const names = dnsNames.map((dns) => der(0x82, Buffer.from(dns)));
      const extensions = names.length > 0 ? [extension(SUBJECT_ALT_NAME, der(0x30, ...names))] : [];
      return {
        cert: certify(name, subject, own.publicKey, authority.privateKey, notAfter, extensions),
        key: own.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      };
    },
  };
}

function certify(issuer: string, subject: string, key: KeyObject, signer: KeyObject, notAfter: string, extensions: Buffer[]): string {
  const algorithm = der(0x30, Buffer.from(ECDSA_WITH_SHA256, 'hex'));
  const serial = randomBytes(8);
  serial[0] = (serial[0] & 0x3f) | 0x40;
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    algorithm,
    commonName(issuer),
    der(0x30, generalizedTime('20200101000000Z'), generalizedTime(notAfter)),
    commonName(subject),
    key.export({ type: 'spki', format: 'der' }) as Buffer,
    ...(extensions.length > 0 ? [der(0xa3, der(0x30, ...extensions))] : []),
  );
  const whole = der(0x30, body, algorithm, der(0x03, Buffer.from([0]), sign('sha256', body, signer)));
  return `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

function commonName(name: string): Buffer {
  return der(0x30, der(0x31, der(0x30, Buffer.from(COMMON_NAME, 'hex'), der(0x0c, Buffer.from(name)))));
}

function extension(identifier: string, value: Buffer): Buffer {
  return der(0x30, Buffer.from(identifier, 'hex'), der(0x04, value));
}

function generalizedTime(time: string): Buffer {
  return der(0x18, Buffer.from(time));
}

/** Tag, length, contents. */
function der(tag: number, ...contents: readonly Buffer[]): Buffer {
  const body = Buffer.concat(contents);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}
