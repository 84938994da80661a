import { createHash } from 'node:crypto';
import { cp, lstat, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { StoreError, UsageError } from '../../../src/core/errors.ts';
import { openBundle } from '../../../src/core/model/bundle.ts';
import { writeBundle } from '../../../src/core/model/write-bundle.ts';
import { killAtStep, listChanges } from '../../support/kill-file-system.ts';
import { fitSmall } from './small-bundle.ts';

const test = suite('model/write-bundle');

const content = await fitSmall();
let base: string;
test.before.each(async () => {
  base = await mkdtemp(path.join(tmpdir(), 'oads-write-'));
});
test.after.each(() => rm(base, { recursive: true }));

async function bytesOf(dir: string): Promise<Record<string, string>> {
  const names = (await readdir(dir)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, (await readFile(path.join(dir, name))).toString('base64')])),
  );
}

test('what is written opens as what was given; the digest is that of bundle.json', async () => {
  const dir = path.join(base, 'deep', 'bundle');
  const { digest, replaced } = await writeBundle(dir, content);
  assert.is(replaced, null);
  const { card, reference, calibration, model, digest: opened } = await openBundle(dir);
  const { files, seal: _seal, ...rest } = card;
  assert.equal(rest, content.card);
  assert.equal(Object.keys(files).sort(), ['calibration.f32', 'model.onnx', 'reference.json']);
  assert.equal(reference, content.reference);
  assert.equal(calibration, content.calibration);
  assert.equal(Buffer.from(model), Buffer.from(content.model));
  assert.is(opened, digest);
  assert.is(
    digest,
    createHash('sha256')
      .update(await readFile(path.join(dir, 'bundle.json')))
      .digest('hex'),
  );
});

test('only the owner can read it, whatever the umask', async () => {
  const before = process.umask(0);
  try {
    await writeBundle(path.join(base, 'deep', 'bundle'), content);
  } finally {
    process.umask(before);
  }
  for (const name of await readdir(base, { recursive: true })) {
    const info = await lstat(path.join(base, name));
    assert.is(info.mode & 0o777, info.isDirectory() ? 0o700 : 0o600, name);
  }
});

test('the same content gives the same bytes in another place', async () => {
  await writeBundle(path.join(base, 'one'), content);
  await writeBundle(path.join(base, 'two'), content);
  assert.equal(await bytesOf(path.join(base, 'one')), await bytesOf(path.join(base, 'two')));
});

test('an existing bundle is replaced whole, and nothing stays beside it', async () => {
  const dir = path.join(base, 'bundle');
  const { digest } = await writeBundle(dir, content);
  const { replaced } = await writeBundle(dir, { ...content, card: { ...content.card, name: 'second' } });
  assert.is(replaced, digest);
  assert.is((await openBundle(dir)).card.name, 'second');
  assert.equal((await readdir(dir)).sort(), ['bundle.json', 'calibration.f32', 'model.onnx', 'reference.json']);
  assert.equal(await readdir(base), ['bundle']);
});

async function refusal(dir: string): Promise<string> {
  const error = await writeBundle(dir, content).then(
    () => assert.unreachable(`expected ${dir} to be refused`),
    (thrown: unknown) => thrown,
  );
  assert.instance(error, UsageError, String(error));
  assert.match((error as UsageError).message, /^expected a new directory or a model bundle at /);
  return (error as UsageError).message;
}

test('whatever is no bundle is refused and stays as it is', async () => {
  const project = path.join(base, 'project');
  await writeBundle(project, content);
  await writeFile(path.join(project, 'notes.txt'), 'mine');
  assert.match(await refusal(project), /got a directory that also holds notes\.txt$/);
  assert.is(await readFile(path.join(project, 'notes.txt'), 'utf8'), 'mine');

  const file = path.join(base, 'file');
  await writeFile(file, 'mine');
  assert.match(await refusal(file), /got a file$/);
  assert.is(await readFile(file, 'utf8'), 'mine');

  const nested = path.join(base, 'nested');
  await mkdir(path.join(nested, 'model.onnx'), { recursive: true });
  assert.match(await refusal(nested), /also holds model\.onnx$/);

  const dangling = path.join(base, 'dangling');
  await symlink('nowhere', dangling);
  assert.match(await refusal(dangling), /got a symbolic link that leads nowhere$/);
  assert.equal((await readdir(base)).sort(), ['dangling', 'file', 'nested', 'project']);
});

test('an empty directory is taken; a link to a bundle stays a link', async () => {
  const dir = path.join(base, 'bundle');
  await mkdir(dir);
  const { digest, replaced } = await writeBundle(dir, content);
  assert.is(replaced, null);
  const link = path.join(base, 'link');
  await symlink('bundle', link);
  assert.is((await writeBundle(link, { ...content, card: { ...content.card, name: 'second' } })).replaced, digest);
  assert.ok((await lstat(link)).isSymbolicLink());
  assert.is((await openBundle(dir)).card.name, 'second');
  assert.equal((await readdir(base)).sort(), ['bundle', 'link']);
});

test('a bundle that a killed writer had moved aside is found again, and what it left is removed', async () => {
  const dir = path.join(base, 'bundle');
  const gone = 2 ** 30; // no process has such an id
  const { digest } = await writeBundle(dir, content);
  await rename(dir, `${dir}.old-${gone}`);
  await mkdir(`${dir}.tmp-${gone}`);
  await writeFile(path.join(`${dir}.tmp-${gone}`, 'model.onnx'), 'half');
  assert.is((await writeBundle(dir, { ...content, card: { ...content.card, name: 'second' } })).replaced, digest);
  assert.equal(await readdir(base), ['bundle']);
});

test('whoever opens a bundle puts the one back that a killed writer had moved aside, also behind a link', async () => {
  const dir = path.join(base, 'bundle');
  const { digest } = await writeBundle(dir, content);
  await symlink('bundle', path.join(base, 'link'));
  for (const name of ['bundle', 'link']) {
    await rename(dir, `${dir}.old-${2 ** 30}`);
    assert.is((await openBundle(path.join(base, name))).digest, digest);
    assert.equal((await readdir(base)).sort(), ['bundle', 'link']);
  }
});

test('a bundle that is being replaced right now, by a living process, is read where that one has put it, and left to it', async () => {
  const dir = path.join(base, 'bundle');
  const { digest } = await writeBundle(dir, content);
  for (const kind of ['old', 'last']) {
    const aside = `bundle.${kind}-${process.ppid}`;
    await rename(dir, path.join(base, aside));
    const opened = await openBundle(dir);
    assert.equal([opened.digest, opened.dir], [digest, dir]);
    assert.equal(await readdir(base), [aside]);
    await rename(path.join(base, aside), dir);
  }
});

test('a bundle with segments is replaced like any other', async () => {
  const dir = path.join(base, 'bundle');
  await writeBundle(dir, content);
  await writeFile(path.join(dir, 'groups.json'), '{}');
  await writeBundle(dir, content);
  assert.not.ok((await readdir(dir)).includes('groups.json'));
});

test('killed at any instant, a writer leaves the old bundle or the new one to whoever opens it', async () => {
  const before = path.join(base, 'before');
  const { digest } = await writeBundle(before, content);
  const second = { ...content, card: { ...content.card, name: 'second' } };
  const found = new Set<string>();
  for (let step = 0; ; step++) {
    const dir = path.join(base, `killed-${step}`, 'bundle');
    await cp(before, dir, { recursive: true });
    const calls = await killAtStep(step, () => writeBundle(dir, second));
    if (calls === undefined) break;
    const opened = await openBundle(dir);
    assert.ok(opened.card.name === 'second' || opened.digest === digest, calls.join('\n'));
    found.add(opened.card.name);
    await writeBundle(dir, second);
    assert.equal(await readdir(path.dirname(dir)), ['bundle']);
  }
  assert.is(found.size, 2, 'some instants leave the old, some the new');
});

test('the disk has every file before the bundle is in its place', async () => {
  const calls = await listChanges(() => writeBundle(path.join(base, 'bundle'), content));
  const renamed = calls.findIndex((call) => call.startsWith('rename '));
  for (const name of ['model.onnx', 'reference.json', 'calibration.f32', 'bundle.json']) {
    const written = calls.findIndex((call) => call.startsWith('writeFile ') && call.endsWith(`${name} flush`));
    assert.ok(written >= 0 && written < renamed, `${name}\n${calls.join('\n')}`);
  }
});

test('what looks like a leftover and holds anything else is left alone', async () => {
  const dir = path.join(base, 'bundle');
  await mkdir(`${dir}.old-1073741824`);
  await writeFile(path.join(`${dir}.old-1073741824`, 'notes.txt'), 'mine');
  await writeBundle(dir, content);
  assert.equal((await readdir(base)).sort(), ['bundle', 'bundle.old-1073741824']);
});

test('a bundle that cannot be written leaves nothing beside its place, and the old one in it', async () => {
  const dir = path.join(base, 'bundle');
  const { digest } = await writeBundle(dir, content);
  const broken = { ...content, model: 7 as unknown as Uint8Array };
  assert.instance(await writeBundle(dir, broken).catch((thrown: unknown) => thrown), Error);
  assert.equal(await readdir(base), ['bundle']);
  assert.is((await openBundle(dir)).digest, digest);
});

test('a place that cannot be written is a store error', async () => {
  await writeFile(path.join(base, 'file'), '');
  const error = await writeBundle(path.join(base, 'file', 'bundle'), content).catch((thrown: unknown) => thrown);
  assert.instance(error, StoreError);
  assert.is((error as StoreError).exitCode, 3);
  assert.is((error as StoreError).code, 'OADS_STORE_DENIED');
});

test.run();
