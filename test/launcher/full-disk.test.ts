import { mkdirSync, readdirSync, readFileSync, statfsSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openRuntime } from '../../src/launcher/open-runtime.ts';
import { nameOf, type Payload } from '../../src/launcher/payload.ts';
import type { Place } from '../../src/launcher/places.ts';
import { LauncherProblem } from '../../src/launcher/problem.ts';
import { describeTrouble, toProblem } from '../../src/launcher/trouble.ts';
import { runOads, scratchDir } from '../support/cli.ts';
import { hasZstd, makePayload, quietly, whyNoMount, withMount } from '../support/made-payload.ts';

const test = suite('launcher: full disk');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
test.before.each(async () => {
  scratch = await scratchDir();
});
test.after.each(async () => scratch.remove());

const problemOf = (places: readonly Place[], payload: Payload): Promise<LauncherProblem> =>
  openRuntime(places, quietly(payload)).then(
    (root) => assert.unreachable(`unpacked to ${root}`) as never,
    (error) => {
      assert.instance(error, LauncherProblem, String(error?.stack));
      return error;
    },
  );

/** Takes all that is left but `leave` bytes. */
function fill(dir: string, leave: number): void {
  const { bavail, bsize } = statfsSync(dir);
  writeFileSync(path.join(dir, 'other'), Buffer.alloc(bavail * bsize - leave));
}

for (const [code, says] of Object.entries({
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'a file would be larger than its limit (ulimit -f)',
})) {
  test(`${code} is told as a lack of room`, () => {
    const refusal = describeTrouble('/place', Object.assign(new Error('in the system’s words'), { code, errno: -1 }));
    assert.equal(refusal, { text: `/place: ${says}`, isFull: true });
    const problem = toProblem([refusal], [{ dir: '/place', kind: 'given' }]);
    assert.is(problem.code, 'OADS_STORE_FULL');
    assert.match(String(problem.hint), /^make room there, or set OADS_CACHE_DIR to another directory/);
  });
}

test('what is no error of the system is not taken for one', () => {
  for (const error of [new Error('a defect'), new LauncherProblem('OADS_INTERRUPTED', 'interrupted')]) {
    assert.throws(
      () => describeTrouble('/place', error),
      (thrown: unknown) => thrown === error,
    );
  }
});

if (hasZstd && process.platform === 'linux') {
  test('a limit on the size of files ends it, and nothing is left', async () => {
    const script = path.join(scratch.dir, 'open.mts');
    const file = (name: string) => JSON.stringify(path.resolve(import.meta.dirname, '..', '..', name));
    writeFileSync(
      script,
      `import { openRuntime } from ${file('src/launcher/open-runtime.ts')};
       import { makePayload, quietly } from ${file('test/support/made-payload.ts')};
       openRuntime([{ dir: ${JSON.stringify(path.join(scratch.dir, 'cache'))}, kind: 'given' }], quietly(makePayload()))
         .then(console.log, ({ code, message }) => console.log(code, message));`,
    );
    const command = ['sh', '-c', 'ulimit -f 2000; exec "$0" --disable-warning=ExperimentalWarning "$1"', process.execPath, script];
    const { stdout } = await runOads([], { command });
    assert.match(stdout, /^OADS_STORE_FULL expected a directory .*: a file would be larger than its limit \(ulimit -f\)\n$/);
    assert.equal(readdirSync(scratch.dir), ['open.mts']);
  });
}

if (whyNoMount === undefined && hasZstd) {
  const payload = makePayload();

  test('a disk without room is told before anything is written, and the next place is taken', async () => {
    const small = path.join(scratch.dir, 'small');
    await withMount(small, 'size=2m', async () => {
      const place: Place = { dir: path.join(small, 'a', 'b'), kind: 'given' };
      const problem = await problemOf([place], payload);
      assert.is(problem.code, 'OADS_STORE_FULL');
      assert.match(problem.message, /small\/a\/b has 2\.1 of the 3\.1 MB that are needed$/);
      assert.equal(readdirSync(small), []);
      const next: Place = { dir: path.join(scratch.dir, 'next'), kind: 'given' };
      assert.is(await openRuntime([place, next], quietly(payload)), path.join(next.dir, nameOf(payload.index)));
    });
  });

  test('a disk that another writer fills in the middle: nothing is left', async () => {
    const small = path.join(scratch.dir, 'small');
    await withMount(small, 'size=8m', async () => {
      const filling: Payload = {
        ...payload,
        readPart: (name) => {
          if (name === 'core') fill(small, 1_000_000);
          return payload.readPart(name);
        },
      };
      const problem = await problemOf([{ dir: path.join(small, 'cache'), kind: 'given' }], filling);
      assert.is(problem.code, 'OADS_STORE_FULL');
      assert.match(problem.message, /cache: the disk is full$/);
      assert.equal(readdirSync(small), ['other']);
    });
  });

  test('a damaged copy makes room for its successor where both would not fit', async () => {
    const small = path.join(scratch.dir, 'small');
    await withMount(small, 'size=5m', async () => {
      const place: Place = { dir: path.join(small, 'cache'), kind: 'given' };
      const root = await openRuntime([place], quietly(payload));
      truncateSync(path.join(root, 'package.json'), 0);
      assert.is(await openRuntime([place], quietly(payload)), root);
      assert.equal(readdirSync(place.dir), [path.basename(root)]);
    });
  });

  test('where a part that few need is damaged, the others are linked, and stay where it does not fit', async () => {
    const small = path.join(scratch.dir, 'small');
    await withMount(small, 'size=5m', async () => {
      const place: Place = { dir: path.join(small, 'cache'), kind: 'given' };
      const root = await openRuntime([place], quietly(payload));
      const whole = { ...quietly(payload), parts: payload.index.parts };
      const large = statSync(path.join(root, 'dist/large.bin')).ino;
      truncateSync(path.join(root, 'more/last.txt'), 0);
      assert.is(await openRuntime([place], whole), root);
      assert.is(readFileSync(path.join(root, 'more/last.txt'), 'utf8'), 'last\n');
      assert.is(statSync(path.join(root, 'dist/large.bin')).ino, large);
      assert.equal(readdirSync(place.dir), [path.basename(root)]);
      truncateSync(path.join(root, 'more/last.txt'), 0);
      fill(small, 0);
      const problem = await openRuntime([place], whole).catch((error) => error);
      assert.is(problem.code, 'OADS_STORE_FULL');
      assert.is(await openRuntime([place], quietly(payload)), root, 'what works stays');
      assert.equal(readdirSync(place.dir), [path.basename(root)]);
    });
  });

  test('a disk too full for a file in it, or even for a lock', async () => {
    const small = path.join(scratch.dir, 'small');
    await withMount(small, 'size=8m,nr_inodes=3', async () => {
      const dir = path.join(small, 'cache');
      mkdirSync(dir);
      writeFileSync(path.join(small, 'last'), '');
      assert.match((await problemOf([{ dir, kind: 'given' }], payload)).message, /cache: the disk is full$/);
      assert.equal(readdirSync(dir), []);
    });
  });

  for (const [options, says] of Object.entries({
    noexec: /lies where programs may not be run \(noexec\)$/,
    ro: /: the file system is read-only$/,
  })) {
    test(`a file system mounted ${options} is refused`, async () => {
      const mount = path.join(scratch.dir, 'mount');
      await withMount(mount, options, async () => {
        const problem = await problemOf([{ dir: path.join(mount, 'cache'), kind: 'given' }], payload);
        assert.is(problem.code, 'OADS_STORE_DENIED');
        assert.match(problem.message, says);
        assert.equal(readdirSync(mount), []);
      });
    });
  }
} else {
  test.skip(`a small file system: ${whyNoMount ?? 'needs zstd of Node 22.15'}`, () => {});
}

test.run();
