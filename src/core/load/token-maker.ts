import { createCipheriv, createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** Makes tokens and knows its own. */
export interface TokenMaker {
  /** The token of each text; a text that is a token of this key stays as it is, so that masking twice is masking once. */
  make(texts: readonly string[]): string[];
  /** 1 for each text that is a token of this key. */
  recognise(texts: readonly string[]): Uint8Array;
}

const PREFIX = 'masked-';
/** RFC 4648 base32, in lower case. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const TOKEN = /^masked-[a-z2-7]{24}$/;
/** 88 bits: a billion values share a token with a probability of 2e-9. */
const VALUE_BYTES = 11;
/** 32 bits by which a token is known from a text that only looks like one. */
const PROOF_BYTES = 4;
const BLOCK_BYTES = 16;

/**
 * A token is the start of HMAC-SHA-256(key, text) with a proof that it was made with this key: the start of its AES-256
 * under a key derived from it. The column's name is no part of it: the same value has the same token wherever it stands.
 */
export function createTokenMaker(key: KeyObject): TokenMaker {
  const derive = (purpose: string) => createHmac('sha256', key).update(`oads/mask/v1/${purpose}`).digest();
  const valueKey = createSecretKey(derive('value')); // an object: bytes would be made one for every value
  const proofKey = derive('proof');

  /** One call for all of them: a cipher is cheap by the byte and dear by the piece. */
  function prove(values: readonly Buffer[]): Buffer {
    const blocks = Buffer.alloc(values.length * BLOCK_BYTES);
    values.forEach((value, index) => {
      value.copy(blocks, index * BLOCK_BYTES, 0, VALUE_BYTES);
    });
    return createCipheriv('aes-256-ecb', proofKey, null).setAutoPadding(false).update(blocks);
  }

  function recognise(texts: readonly string[]): Uint8Array {
    const own = new Uint8Array(texts.length);
    const candidates = [...texts.keys()].filter((index) => TOKEN.test(texts[index]));
    if (candidates.length === 0) return own;
    const decoded = candidates.map((index) => decodeBase32(texts[index].slice(PREFIX.length)));
    const proofs = prove(decoded);
    candidates.forEach((index, nth) => {
      const proof = proofs.subarray(nth * BLOCK_BYTES, nth * BLOCK_BYTES + PROOF_BYTES);
      own[index] = proof.equals(decoded[nth].subarray(VALUE_BYTES)) ? 1 : 0;
    });
    return own;
  }

  return {
    recognise,
    make(texts) {
      const own = recognise(texts);
      const values = texts.map((text, index) => (own[index] === 1 ? NO_BYTES : createHmac('sha256', valueKey).update(text).digest()));
      const proofs = prove(values);
      const bytes = Buffer.alloc(VALUE_BYTES + PROOF_BYTES);
      return texts.map((text, index) => {
        if (own[index] === 1) return text;
        values[index].copy(bytes, 0, 0, VALUE_BYTES);
        proofs.copy(bytes, VALUE_BYTES, index * BLOCK_BYTES, index * BLOCK_BYTES + PROOF_BYTES);
        return PREFIX + encodeBase32(bytes);
      });
    },
  };
}

const NO_BYTES = Buffer.alloc(0);

/** Two characters for every ten bits. */
const PAIRS = Array.from({ length: 1024 }, (_, bits) => `${ALPHABET[bits >>> 5]}${ALPHABET[bits & 31]}`);

/** Of a multiple of five bytes: no padding is needed. */
function encodeBase32(bytes: Buffer): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 5) {
    const high = (bytes[at] << 12) | (bytes[at + 1] << 4) | (bytes[at + 2] >>> 4);
    const low = ((bytes[at + 2] & 15) << 16) | (bytes[at + 3] << 8) | bytes[at + 4];
    text += PAIRS[high >>> 10] + PAIRS[high & 1023] + PAIRS[low >>> 10] + PAIRS[low & 1023];
  }
  return text;
}

function decodeBase32(text: string): Buffer {
  const bytes = Buffer.alloc((text.length / 8) * 5);
  for (let group = 0; group < text.length / 8; group++) {
    const half = (from: number) => {
      let bits = 0;
      for (let at = from; at < from + 4; at++) bits = (bits << 5) | ALPHABET.indexOf(text[at]);
      return bits;
    };
    const high = half(group * 8);
    const low = half(group * 8 + 4);
    bytes.set([high >>> 12, high >>> 4, ((high & 15) << 4) | (low >>> 16), low >>> 8, low], group * 5);
  }
  return bytes;
}
