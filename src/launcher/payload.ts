import { createRequire } from 'node:module';
import type { getRawAsset as GetRawAsset } from 'node:sea';
import { damagedExecutable } from './problem.ts';

/** A file of the program as the executable carries it. */
export interface PayloadFile {
  /** Below the runtime directory, with `/`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

/** What is compressed as one: its files follow each other without a gap. */
export interface PayloadPart {
  /** Also the name of the asset: one zstd frame with a checksum. */
  readonly name: string;
  /** Looked at by every start; else only by the commands that may need it (select-parts.ts). */
  readonly isCore: boolean;
  readonly files: readonly PayloadFile[];
}

/** The asset `index`, written by scripts/binary/write-payload.mjs. */
export interface PayloadIndex {
  readonly version: string;
  /** SHA-256 of all parts and of `mtime`, hex: names the directory they are unpacked to. */
  readonly digest: string;
  /** Modification time of every file, in s since the epoch. */
  readonly mtime: number;
  readonly parts: readonly PayloadPart[];
  /** Of the JSON of all the rest: asked before anything is unpacked. */
  readonly crc32: number;
}

export interface Payload {
  readonly index: PayloadIndex;
  /** A part's bytes as they lie in the executable: not a copy. */
  readPart(name: string): Uint8Array;
}

/** The payload of the executable that runs. Throws where it carries none. */
export function readPayload(executable: string): Payload {
  const { getRawAsset, getAsset } = createRequire(executable)('node:sea') as {
    getRawAsset: typeof GetRawAsset;
    getAsset: (name: string, encoding: string) => string;
  };
  return {
    index: parseIndex(getAsset('index', 'utf8')),
    readPart: (name) => new Uint8Array(getRawAsset(name) as ArrayBuffer),
  };
}

export function parseIndex(text: string): PayloadIndex {
  try {
    const index = JSON.parse(text) as PayloadIndex;
    if (typeof index.digest === 'string' && index.parts.every(({ files }) => Array.isArray(files))) return index;
  } catch (error) {
    throw damagedExecutable(`its index: ${(error as Error).message}`);
  }
  throw damagedExecutable('its index lacks a part');
}

/** A changed name or size could be unpacked as well as the right one. What is unpacked already is named by `digest`, and compared with the rest. */
export function checkIndex({ crc32, ...rest }: PayloadIndex): void {
  const found = process.getBuiltinModule('node:zlib').crc32(JSON.stringify(rest));
  if (found !== crc32) throw damagedExecutable('its index has another checksum');
}

/** Bytes of parts once they are unpacked. */
export function sizeOf(parts: readonly PayloadPart[]): number {
  return parts.reduce((sum, { files }) => sum + files.reduce((bytes, { size }) => bytes + size, 0), 0);
}

/** Name of the directory of a payload: the same bytes always have the same. */
export function nameOf({ version, digest }: PayloadIndex): string {
  return `${version}-${digest.slice(0, 16)}`;
}
