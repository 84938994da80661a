import { chmodSync, lstatSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isNoexec } from './find-damage.ts';
import { takeTurn } from './lock.ts';
import { nameOf, type Payload, type PayloadPart, sizeOf } from './payload.ts';
import type { Place } from './places.ts';
import { whyTooSmall } from './room.ts';
import { makeStage, makeWay, provideTemporary, putAside, putInPlace, removeTree } from './stage.ts';
import { sweep } from './sweep.ts';
import { describeTrouble, type Refusal } from './trouble.ts';
import { distrust, whyUntrusted } from './trust.ts';
import { unpack } from './unpack.ts';
import { whyUnsound } from './why-unsound.ts';

/** Told of what takes a while. */
export interface Teller {
  /** Another process unpacks to `dir`. */
  waits(dir: string): void;
  /** Before anything is unpacked to `dir`; gives what is told of the bytes written. */
  unpacks(dir: string, bytes: number): (written: number) => void;
  /** Nothing more is to be told, however it ended. */
  ends(): void;
}

export interface OpenOptions {
  readonly payload: Payload;
  /** Those that matter to who asks: the others are not looked at. */
  readonly parts: readonly PayloadPart[];
  /** Undefined on Windows. */
  readonly uid: number | undefined;
  readonly tell: Teller;
  readonly signal?: AbortSignal;
}

/** Unpacks at one place, or waits for another process that does; gives the directory, or why it is none. Leaves nothing where it fails. */
export async function prepareRuntime(place: Place, options: OpenOptions): Promise<string | Refusal> {
  const root = path.join(place.dir, nameOf(options.payload.index));
  let takeBack = () => {};
  let result: string | Refusal | undefined;
  try {
    if (options.uid === 0 && place.kind === 'shared' && path.dirname(place.dir) === '/tmp') provideTemporary('/tmp');
    takeBack = makeWay(place.dir, place.kind);
    // Someone else may have made it in between.
    const why = whyUntrusted(place, options.uid);
    result = why === undefined ? await waitOrBuild(place.dir, root, options) : distrust(place.dir, why);
  } catch (error) {
    const unsound = lstatSync(root, { throwIfNoEntry: false }) && whyUnsound(root, options.payload.index, options);
    result = unsound
      ? { ...describeTrouble(`${root} ${unsound} and cannot be replaced`, error), mend: 'let who owns it start oads once' }
      : describeTrouble(place.dir, error);
  } finally {
    if (typeof result !== 'string') takeBack();
  }
  return result;
}

async function waitOrBuild(base: string, root: string, options: OpenOptions): Promise<string | Refusal> {
  const turn = await takeTurn(path.join(base, `.lock-${path.basename(root)}`), {
    look: () => (whyUnsound(root, options.payload.index, options) === undefined ? root : undefined),
    onWait: () => options.tell.waits(base),
    signal: options.signal,
  });
  if (turn.found !== undefined) return turn.found;
  try {
    return await build(base, root, options);
  } finally {
    turn.release();
  }
}

async function build(base: string, root: string, { payload, uid, tell, signal }: OpenOptions): Promise<string | Refusal> {
  const { index } = payload;
  sweep(base, path.basename(root));
  const isRoot = uid === 0;
  let lacking = index.parts;
  let why = whyTooSmall(base, lacking, isRoot);
  if (why !== undefined && lstatSync(root, { throwIfNoEntry: false })) {
    lacking = index.parts.filter((part) => whyUnsound(root, index, { parts: [part], uid }) !== undefined);
    if (lacking.some(({ isCore }) => isCore)) {
      // Nobody can start it any more.
      putAside(root);
      lacking = index.parts;
    }
    why = whyTooSmall(base, lacking, isRoot);
  }
  if (why !== undefined) return { text: `${base} ${why}`, isFull: true };
  const stage = makeStage(base, 'tmp');
  try {
    const probe = path.join(stage, 'probe');
    writeFileSync(probe, '');
    chmodSync(probe, 0o700);
    if (isNoexec(probe)) return { text: `${base} lies where programs may not be run (noexec)` };
    rmSync(probe);
    const staged = path.join(stage, 'runtime');
    await unpack(payload, staged, { lacking, from: root, onProgress: tell.unpacks(base, sizeOf(lacking)), signal });
    putInPlace(staged, root, () => whyUnsound(root, index, { parts: index.parts, uid }) === undefined);
    return root;
  } finally {
    removeTree(stage);
  }
}
