import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openRuntime } from '../../src/launcher/open-runtime.ts';
import { nameOf } from '../../src/launcher/payload.ts';
import type { Place } from '../../src/launcher/places.ts';
import { LauncherProblem } from '../../src/launcher/problem.ts';
import { scratchDir } from '../support/cli.ts';
import { hasZstd, makePayload, noteTelling, quietly } from '../support/made-payload.ts';

const test = suite('launcher: open the runtime');
const isRoot = process.geteuid?.() === 0;

let scratch: Awaited<ReturnType<typeof scratchDir>>;
let place: Place;
const payload = makePayload();
const rootIn = ({ dir }: Place) => path.join(dir, nameOf(payload.index));
const open = (places: readonly Place[] = [place], options: Partial<Parameters<typeof openRuntime>[1]> = {}) =>
  openRuntime(places, { ...quietly(payload), ...options });

test.before.each(async () => {
  scratch = await scratchDir();
  place = { dir: path.join(scratch.dir, 'cache'), kind: 'given' };
});
test.after.each(async () => scratch.remove());

/** The problem that it ends with. */
async function problemOf(work: Promise<unknown>): Promise<LauncherProblem> {
  const problem = await work.then(
    (result) => assert.unreachable(`expected a problem, got ${result}`),
    (error) => error,
  );
  assert.instance(problem, LauncherProblem, String(problem?.stack));
  return problem;
}

test('unpacks once, and finds it from then on', async () => {
  const first = noteTelling();
  const root = await open([place], { tell: first.tell });
  assert.is(root, rootIn(place));
  assert.equal(first.told, ['unpacks', 'ends']);
  assert.is(statSync(path.join(root, 'dist/large.bin')).size, 3_000_000);
  assert.is(readFileSync(path.join(root, 'dist/deep/down/empty.txt'), 'utf8'), '');
  assert.is(readFileSync(path.join(root, 'more/last.txt'), 'utf8'), 'last\n');
  assert.equal(readdirSync(place.dir), [path.basename(root)], 'nothing lies beside it');
  const second = noteTelling();
  assert.is(await open([place], { tell: second.tell }), root);
  assert.equal(second.told, []);
});

test('nobody else may write in what is unpacked, whatever the umask', async () => {
  const before = process.umask(0);
  try {
    const root = await open();
    for (const name of ['', 'dist', 'dist/deep/down', 'dist/large.bin', 'bin/run.js']) {
      assert.is(statSync(path.join(root, name)).mode & 0o022, 0, name);
    }
    assert.is(statSync(place.dir).mode & 0o777, 0o755, 'what was given may be meant for others, too');
    const own: Place = { dir: path.join(scratch.dir, 'home', '.cache', 'oads', 'runtime'), kind: 'own' };
    await open([own]);
    assert.is(statSync(own.dir).mode & 0o777, 0o700);
  } finally {
    process.umask(before);
  }
});

for (const umask of [0o077, 0o777]) {
  test(`all may read what is unpacked under umask ${umask.toString(8)}, and only the user what is theirs`, async () => {
    const before = process.umask(umask);
    try {
      const root = await open();
      const own: Place = { dir: path.join(scratch.dir, 'home', 'runtime'), kind: 'own' };
      await open([own]);
      for (const dir of [place.dir, root, path.join(root, 'dist/deep/down')]) assert.is(statSync(dir).mode & 0o777, 0o755, dir);
      assert.is(statSync(path.join(root, 'package.json')).mode & 0o777, 0o644);
      assert.is(statSync(path.join(root, 'bin/run.js')).mode & 0o777, 0o755);
      assert.is(statSync(own.dir).mode & 0o777, 0o700);
    } finally {
      process.umask(before);
    }
  });
}

test('a given copy that an older start closed to others is opened by its owner', async () => {
  const root = await open();
  for (const name of ['package.json', 'dist/large.bin']) chmodSync(path.join(root, name), 0o600);
  for (const name of ['dist', '']) chmodSync(path.join(root, name), 0o700);
  const { tell, told } = noteTelling();
  await open([place], { tell });
  assert.equal(told, [], 'nothing is unpacked for that');
  for (const name of ['', 'dist']) assert.is(statSync(path.join(root, name)).mode & 0o777, 0o755);
  assert.is(statSync(path.join(root, 'package.json')).mode & 0o777, 0o644);
});

test('an executable whose index was changed is told as damaged before anything is written', async () => {
  const [core, more] = payload.index.parts;
  const renamed = [{ ...core, files: core.files.map((file) => ({ ...file, path: file.path.replace('package', 'qackage') })) }, more];
  for (const changed of [{ parts: renamed }, { mtime: 1 }, { digest: payload.index.digest.replace(/^./, 'x') }, { crc32: 1 }]) {
    const problem = await problemOf(open([place], { payload: { ...payload, index: { ...payload.index, ...changed } } }));
    assert.is(problem.code, 'OADS_STORE_DAMAGED');
    assert.is(problem.message, 'the executable is damaged: its index has another checksum');
    assert.equal(readdirSync(scratch.dir), []);
  }
});

test('a part that fails at once, and one that cannot be opened: nothing is left', async () => {
  const error = Object.assign(new Error('EMFILE'), { code: 'EMFILE', errno: -24 });
  const failing = {
    ...payload,
    readPart: (name: string) => {
      if (name === 'more') throw error;
      return payload.readPart(name);
    },
  };
  const problem = await problemOf(open([place], { payload: failing }));
  assert.match(problem.message, /cache: too many open files \(ulimit -n\)$/);
  assert.equal(readdirSync(scratch.dir), []);
});

test('a directory in which others may write is refused, with what mends it', async () => {
  mkdirSync(place.dir);
  chmodSync(place.dir, 0o775);
  const problem = await problemOf(open());
  assert.match(problem.message, /cache may be written by other users \(mode 775\)$/);
  assert.match(String(problem.hint), `let its owner run chmod go-w ${place.dir}, or set OADS_CACHE_DIR`);
});

test('a home that does not exist is not made', async () => {
  const home = path.join(scratch.dir, 'home');
  const own: Place = { dir: path.join(home, '.cache/oads/runtime'), kind: 'own', home };
  assert.is(await open([own, place]), rootIn(place));
  assert.not(existsSync(home));
  mkdirSync(home);
  assert.is(await open([own]), rootIn(own));
});

const damages: Record<string, (root: string) => void> = {
  'a file is removed': (root) => rmSync(path.join(root, 'dist/large.bin')),
  'a file is cut short': (root) => truncateSync(path.join(root, 'dist/large.bin'), 1_000),
  'a file is altered and keeps its size': (root) => writeFileSync(path.join(root, 'package.json'), '[]\n'),
  'a directory is half deleted': (root) => rmSync(path.join(root, 'dist/deep'), { recursive: true }),
  'a file lies in place of a directory': (root) => {
    rmSync(path.join(root, 'dist'), { recursive: true });
    writeFileSync(path.join(root, 'dist'), '');
  },
  'a link lies in place of a file': (root) => {
    renameSync(path.join(root, 'package.json'), path.join(root, 'moved.json'));
    symlinkSync('moved.json', path.join(root, 'package.json'));
  },
  'all of it is gone but the directory': (root) => {
    rmSync(root, { recursive: true });
    mkdirSync(root);
  },
  'a file has the name of the whole': (root) => {
    rmSync(root, { recursive: true });
    writeFileSync(root, '');
  },
  'a link that leads nowhere has it': (root) => {
    rmSync(root, { recursive: true });
    symlinkSync('nowhere', root);
  },
  'a link to another copy has it': (root) => {
    renameSync(root, path.join(scratch.dir, 'elsewhere'));
    symlinkSync(path.join(scratch.dir, 'elsewhere'), root);
  },
  'others may write in it': (root) => chmodSync(root, 0o777),
};
for (const [what, damage] of Object.entries(damages)) {
  test(`is rebuilt where ${what}`, async () => {
    const root = await open();
    damage(root);
    const { tell, told } = noteTelling();
    assert.is(await open([place], { tell }), root);
    assert.equal(told, ['unpacks', 'ends']);
    assert.not(lstatSync(root).isSymbolicLink());
    assert.is(statSync(path.join(root, 'dist/large.bin')).size, 3_000_000);
    assert.is(readFileSync(path.join(root, 'package.json'), 'utf8'), '{}\n');
    assert.equal(readdirSync(place.dir), [path.basename(root)], 'nothing lies beside it');
  });
}

test('a part that few need is looked at only by those', async () => {
  const root = await open();
  rmSync(path.join(root, 'more/last.txt'));
  await open();
  assert.not(existsSync(path.join(root, 'more/last.txt')));
  await open([place], { parts: payload.index.parts });
  assert.ok(existsSync(path.join(root, 'more/last.txt')));
});

test('many at once: one unpacks, the others wait for it', async () => {
  const notes = Array.from({ length: 8 }, noteTelling);
  const roots = await Promise.all(notes.map(({ tell }) => open([place], { tell })));
  assert.equal(new Set(roots), new Set([rootIn(place)]));
  assert.is(notes.filter(({ told }) => told.includes('unpacks')).length, 1);
  assert.ok(notes.filter(({ told }) => told.includes('waits')).length > 0);
  assert.equal(readdirSync(place.dir), [nameOf(payload.index)]);
});

test('a lock that cannot be made stops nobody', async () => {
  mkdirSync(path.join(place.dir, `.lock-${nameOf(payload.index)}`), { recursive: true });
  assert.is(await open(), rootIn(place));
});

test('who is faster wins, and what it put there is used', async () => {
  let isFirst = true;
  const slow = {
    ...payload,
    readPart: (name: string) => {
      // Another one, without a lock, comes in between.
      if (isFirst) {
        const other = path.join(scratch.dir, 'other');
        mkdirSync(other);
        cpSync(copied, rootIn(place), { recursive: true, preserveTimestamps: true });
        writeFileSync(path.join(rootIn(place), 'theirs'), '');
      }
      isFirst = false;
      return payload.readPart(name);
    },
  };
  const copied = await open([{ dir: path.join(scratch.dir, 'copied'), kind: 'given' }]);
  const root = await open([place], { payload: slow });
  assert.ok(existsSync(path.join(root, 'theirs')));
  assert.equal(readdirSync(place.dir), [path.basename(root)]);
});

test('what was aborted leaves nothing, not even the way to it', async () => {
  const controller = new AbortController();
  const stopping = {
    ...payload,
    readPart: (name: string) => {
      controller.abort(new LauncherProblem('OADS_INTERRUPTED', 'interrupted', { exitCode: 130 }));
      return payload.readPart(name);
    },
  };
  const far: Place = { dir: path.join(scratch.dir, 'a', 'b', 'c'), kind: 'given' };
  const problem = await problemOf(open([far], { payload: stopping, signal: controller.signal }));
  assert.is(problem.exitCode, 130);
  assert.equal(readdirSync(scratch.dir), []);
});

test('who waits can be stopped, too', async () => {
  const controller = new AbortController();
  mkdirSync(place.dir);
  // A lock of nobody that can be asked: only its silence would tell.
  const lock = path.join(place.dir, `.lock-${nameOf(payload.index)}`);
  writeFileSync(lock, '1-1-00000000');
  const problem = await problemOf(
    open([place], {
      signal: controller.signal,
      tell: {
        ...noteTelling().tell,
        waits: () => controller.abort(new LauncherProblem('OADS_INTERRUPTED', 'stopped by SIGTERM', { exitCode: 143 })),
      },
    }),
  );
  assert.is(problem.exitCode, 143);
  assert.equal(readdirSync(place.dir), [path.basename(lock)]);
});

for (const [what, harm] of Object.entries({
  'ends too early': (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 6),
  'has another checksum': (bytes: Uint8Array) => bytes.map((byte, at) => (at === bytes.length - 1 ? byte ^ 1 : byte)),
  'is something else': () => Buffer.from('no such thing as a frame'),
  'holds less than its files': () => makePayload({ bytes: 10 }).readPart('core'),
  'holds more than its files': () => makePayload({ bytes: 4_000_000 }).readPart('core'),
})) {
  test(`an executable of which a part ${what} is told as damaged`, async () => {
    const damaged = { ...payload, readPart: (name: string) => (name === 'core' ? harm(payload.readPart(name)) : payload.readPart(name)) };
    const problem = await problemOf(open([place], { payload: damaged }));
    assert.is(problem.code, 'OADS_STORE_DAMAGED');
    assert.match(problem.message, /^the executable is damaged: part core/);
    assert.match(String(problem.hint), /download it again, and compare it with its \.sha256/);
    assert.equal(readdirSync(scratch.dir), []);
  });
}

test('the next place is taken where the first is none', async () => {
  const file = path.join(scratch.dir, 'file');
  writeFileSync(file, '');
  const root = await open([{ dir: path.join(file, 'oads'), kind: 'own' }, { dir: file, kind: 'own' }, place]);
  assert.is(root, rootIn(place));
});

test('no place at all: one line says what was tried, and what to do', async () => {
  const file = path.join(scratch.dir, 'file');
  writeFileSync(file, '');
  const problem = await problemOf(
    open([
      { dir: path.join(file, 'oads'), kind: 'own' },
      { dir: file, kind: 'shared' },
    ]),
  );
  assert.is(problem.code, 'OADS_STORE_DENIED');
  assert.is(problem.exitCode, 3);
  assert.is(
    problem.message,
    `expected a directory to unpack the program to, got none: ${file}/oads: a part of the path is not a directory; ${file} is not a directory`,
  );
  assert.match(String(problem.hint), /^set OADS_CACHE_DIR to a directory of this user/);
});

if (isRoot) {
  const stranger = 12_345;

  test("a program in another user's hands is not run, and not replaced under their name", async () => {
    const root = await open();
    chownSync(root, stranger, stranger);
    await open();
    assert.is(statSync(root).uid, 0);
    chownSync(place.dir, stranger, stranger);
    const problem = await problemOf(open());
    assert.match(problem.message, /cache belongs to another user \(uid 12345\)/);
  });

  test('a file that its owner may not read is unpacked anew', async () => {
    chmodSync(scratch.dir, 0o777);
    process.seteuid?.(stranger);
    try {
      const root = await open([place], { uid: stranger });
      chmodSync(path.join(root, 'package.json'), 0);
      await open([place], { uid: stranger });
      assert.is(statSync(path.join(root, 'package.json')).mode & 0o777, 0o644);
    } finally {
      process.seteuid?.(0);
    }
  });

  test("nothing is left in another user's home", async () => {
    const home = path.join(scratch.dir, 'home');
    mkdirSync(home);
    chownSync(home, stranger, stranger);
    const own: Place = { dir: path.join(home, '.cache', 'oads', 'runtime'), kind: 'own' };
    assert.is(await open([own, place]), rootIn(place));
    assert.equal(readdirSync(home), []);
  });

  test("root's copy serves others; where it is damaged, they are told who must mend it", async () => {
    chmodSync(scratch.dir, 0o755);
    const root = await open();
    const asStranger = async <T>(work: () => Promise<T>): Promise<T> => {
      process.seteuid?.(stranger);
      try {
        return await work();
      } finally {
        process.seteuid?.(0);
      }
    };
    assert.is(await asStranger(() => open([place], { uid: stranger })), root);
    chmodSync(path.join(root, 'package.json'), 0o600);
    const denied = await asStranger(() => problemOf(open([place], { uid: stranger })));
    assert.match(denied.message, `${root} may not be read by this user (package.json) and cannot be replaced: permission denied`);
    chmodSync(path.join(root, 'package.json'), 0o644);
    chmodSync(path.join(root, 'dist'), 0o700);
    const closed = await asStranger(() => problemOf(open([place], { uid: stranger })));
    assert.match(closed.message, `${root} may not be read by this user (dist/`);
    chmodSync(path.join(root, 'dist'), 0o755);
    utimesSync(path.join(root, 'bin/run.js'), 1, 1);
    const problem = await asStranger(() => problemOf(open([place], { uid: stranger })));
    assert.is(
      problem.message,
      `expected a directory to unpack the program to, got none: ${root} is damaged (bin/run.js) and cannot be replaced: permission denied`,
    );
    assert.match(String(problem.hint), /^let who owns it start oads once, or set OADS_CACHE_DIR to another directory/);
  });
} else {
  test.skip('directories of other users: only root can make them', () => {});
}

if (hasZstd && process.platform === 'linux') test.run();
else {
  const skipped = suite('launcher: open the runtime');
  skipped.skip('the launcher runs in Node 24 on Linux alone', () => {});
  skipped.run();
}
