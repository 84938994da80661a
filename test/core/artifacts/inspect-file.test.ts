import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { inspectFile } from '../../../src/core/artifacts/inspect-file.ts';

const test = suite('artifacts/inspect-file');
let dir = '';
let file = '';

test.before.each(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'oads-inspect-'));
  file = path.join(dir, 'a.json');
});
test.after.each(() => rm(dir, { recursive: true, force: true }));

function counting() {
  const seen: unknown[] = [];
  const interpret = (document: unknown) => {
    seen.push(document);
    return { document, problems: [] };
  };
  return { seen, interpret };
}

/** Rewrites the file with the same size and modification time, until the file system's clock shows a change. */
async function rewrite(content: string): Promise<void> {
  const before = await stat(file, { bigint: true });
  for (;;) {
    await writeFile(file, content);
    await utimes(file, 1_700_000_000, 1_700_000_000);
    const after = await stat(file, { bigint: true });
    if (after.ctimeNs !== before.ctimeNs) return;
  }
}

test('a settled file is read once, and again when only its change time tells', async () => {
  await writeFile(file, '{"a":1}');
  await utimes(file, 1_700_000_000, 1_700_000_000);
  const { seen, interpret } = counting();
  for (let round = 0; round < 3; round++) await inspectFile(file, { interpret, settledMs: -1000 });
  assert.equal(seen, [{ a: 1 }]);
  await rewrite('{"a":2}');
  const inspected = await inspectFile(file, { interpret, settledMs: -1000 });
  assert.equal(seen, [{ a: 1 }, { a: 2 }]);
  assert.is(inspected.sha256, createHash('sha256').update('{"a":2}').digest('hex'));
});

test('a file that changed just now is read each time', async () => {
  await writeFile(file, '{"a":1}');
  const { seen, interpret } = counting();
  for (let round = 0; round < 3; round++) await inspectFile(file, { interpret, settledMs: 3_600_000 });
  assert.is(seen.length, 3);
});

test('readers at the same time share one reading', async () => {
  await writeFile(file, '{"a":1}');
  const { seen, interpret } = counting();
  await Promise.all(Array.from({ length: 8 }, () => inspectFile(file, { interpret, settledMs: 3_600_000 })));
  assert.ok(seen.length < 8, `read ${seen.length} times`);
});

test('a file of the wrong size is not even read', async () => {
  await writeFile(file, '{"a":1}');
  const { seen, interpret } = counting();
  const { problems, sha256 } = await inspectFile(file, { interpret, expectedBytes: 8 });
  assert.equal(problems, ['has 7 bytes, the manifest says 8']);
  assert.is(sha256, null);
  assert.is(seen.length, 0);
});

test('other files are digested without being parsed', async () => {
  const bytes = Buffer.alloc(3_000_000, 'row\n');
  await writeFile(file, bytes);
  assert.equal(await inspectFile(file), {
    bytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    document: undefined,
    problems: [],
  });
});

test('bytes that are no UTF-8 are no JSON', async () => {
  await writeFile(file, Buffer.from([0x22, 0xff, 0x22]));
  assert.equal((await inspectFile(file, counting())).problems, ['is not valid JSON']);
});

test('JSON that is nested too deeply is damage in words of our own', async () => {
  await writeFile(file, `${'['.repeat(200_000)}${']'.repeat(200_000)}`);
  const walk = (node: unknown): number => (Array.isArray(node) && node.length > 0 ? 1 + walk(node[0]) : 0);
  const { problems, sha256 } = await inspectFile(file, { interpret: (json) => ({ document: walk(json), problems: [] }) });
  assert.equal([problems, sha256?.length], [['is nested too deeply'], 64]);
});

test('a named pipe in place of a file is refused, not waited for', async () => {
  if (process.platform === 'win32') return;
  execFileSync('mkfifo', [file]);
  assert.equal((await inspectFile(file, counting())).problems, ['is not a regular file']);
});

test.run();
