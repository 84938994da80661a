import { createHash } from 'node:crypto';

/**
 * The checksum that a document holds of itself: sha256 of it as JSON, without the seal. It finds accidents where no other file
 * vouches for the document; whoever alters it on purpose can seal it anew.
 */
export function sealOf(document: object): string {
  const { seal: _seal, ...rest } = document as { seal?: unknown };
  return sha256(JSON.stringify(rest));
}

export function sealed<T extends object>(document: T): T & { seal: string } {
  const { seal: _seal, ...rest } = document as T & { seal?: unknown };
  return { ...(rest as T), seal: sealOf(rest) };
}

/** What is wrong with a document by its own seal; undefined where it is sound, or has none. */
export function findBrokenSeal(document: object): { expected: string; got: string } | undefined {
  const { seal } = document as { seal?: unknown };
  if (seal === undefined) return undefined;
  const got = sealOf(document);
  return seal === got ? undefined : { expected: String(seal), got };
}

/** Whether the bytes with this sha256 are the sealed document as it is written: a seal says nothing of blanks and of what follows. */
export function isWrittenAs(document: object, fileSha256: string): boolean {
  return sha256(`${JSON.stringify(document, null, 2)}\n`) === fileSha256;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
