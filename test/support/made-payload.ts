import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import * as zlib from 'node:zlib';
import type { Payload } from '../../src/launcher/payload.ts';
import type { OpenOptions, Teller } from '../../src/launcher/prepare-runtime.ts';

/** Since the epoch, in s. */
const MTIME = 1_700_000_000;

/** Node 20 and the first of 22 cannot decompress it: the launcher runs in Node 24 alone. */
export const hasZstd = 'zstdCompressSync' in zlib;

/** A program of a few files: `core` that every start looks at, one empty and one of `bytes`, and `more` that few need. */
export function makePayload({ bytes = 3_000_000, version = '1.2.3' } = {}): Payload {
  const contents: Record<string, Record<string, Buffer>> = {
    core: {
      'bin/run.js': Buffer.from('run\n'),
      'dist/deep/down/empty.txt': Buffer.alloc(0),
      'dist/large.bin': Buffer.alloc(bytes, 'some bytes of a library '),
      'package.json': Buffer.from('{}\n'),
    },
    more: { 'more/last.txt': Buffer.from('last\n') },
  };
  const parts = Object.entries(contents).map(([name, files]) => ({
    name,
    isCore: name === 'core',
    files: Object.entries(files).map(([file, content]) => ({ path: file, size: content.length })),
  }));
  const digest = createHash('sha256')
    .update(JSON.stringify([version, parts]))
    .digest('hex');
  const params = { [zlib.constants.ZSTD_c_checksumFlag]: 1 };
  const index = { version, digest, mtime: MTIME, parts };
  return {
    index: { ...index, crc32: hasZstd ? zlib.crc32(JSON.stringify(index)) : 0 },
    readPart: (name) => zlib.zstdCompressSync(Buffer.concat(Object.values(contents[name])), { params }),
  };
}

/** What the launcher told, in order. */
export function noteTelling(): { tell: Teller; told: string[] } {
  const told: string[] = [];
  const add = (what: string) => {
    if (told.at(-1) !== what) told.push(what);
  };
  const tell: Teller = {
    waits: () => add('waits'),
    unpacks: () => {
      add('unpacks');
      return () => {};
    },
    ends: () => add('ends'),
  };
  return { tell, told };
}

/** As a start that needs the core alone, without a word. */
export function quietly(payload: Payload): OpenOptions {
  const parts = payload.index.parts.filter(({ isCore }) => isCore);
  return { payload, parts, uid: process.geteuid?.(), tell: noteTelling().tell };
}

/** Why no small file system can be mounted here; undefined where it can. */
export const whyNoMount = findWhyNoMount();

/** A file system of its own at `dir`, as long as `work` takes. */
export async function withMount(dir: string, options: string, work: () => Promise<void>): Promise<void> {
  mkdirSync(dir, { recursive: true });
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `mode=755,${options}`, 'oads-test', dir], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`mount ended with ${status}: ${stderr}`);
  try {
    await work();
  } finally {
    spawnSync('umount', ['-l', path.resolve(dir)]);
  }
}

function findWhyNoMount(): string | undefined {
  if (process.platform !== 'linux' || process.geteuid?.() !== 0) return 'only root of a Linux may mount a small file system';
  return spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'oads-test', '/mnt']).status === 0 ? undefined : 'mount is denied here';
}
