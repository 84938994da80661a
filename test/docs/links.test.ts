import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { root } from '../support/cli.ts';
import { readDocument, readDocuments, withoutFences } from './documents.ts';

const test = suite('docs/links');
const documents = readDocuments();

/** As GitHub makes anchors from headings. */
function anchorsOf(text: string): Set<string> {
  const headings = [...withoutFences(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

test('every relative link leads to a file, and every anchor to a heading', () => {
  let links = 0;
  const broken: string[] = [];
  for (const { name, text } of documents) {
    for (const [, target] of withoutFences(text).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      links++;
      const [file, anchor] = target.split('#');
      const resolved = file === '' ? name : path.posix.join(path.posix.dirname(name), file);
      if (!existsSync(path.join(root, resolved))) broken.push(`${name}: ${target}`);
      else if (anchor !== undefined && !anchorsOf(readDocument(resolved)).has(anchor)) broken.push(`${name}: ${target} (no such heading)`);
    }
  }
  assert.ok(links > 50, `only ${links} links were found: the search is broken`);
  assert.equal(broken, []);
});

test('every command that the docs name is a command', () => {
  const own = readdirSync(path.join(root, 'src', 'commands')).map((name) => name.replace(/\.ts$/, ''));
  // These come from the oclif plugins of package.json.
  const commands = new Set([...own, 'autocomplete', 'help', 'plugins']);
  const named = documents.flatMap(({ name, text }) => {
    const fenced = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block).join('\n');
    const uses = [...text.matchAll(/`oads ([a-z][a-z-]*)/g), ...fenced.matchAll(/^oads ([a-z][a-z-]*)/gm)];
    return uses.map(([, command]) => ({ name, command }));
  });
  assert.ok(named.length > 40, `only ${named.length} commands were found: the search is broken`);
  assert.equal(
    named.filter(({ command }) => !commands.has(command)),
    [],
  );
  for (const command of commands)
    assert.ok(
      named.some((use) => use.command === command),
      `no page mentions oads ${command}`,
    );
});

test('every npm script that the docs name is in package.json', () => {
  const { scripts } = JSON.parse(readDocument('package.json'));
  const named = documents.flatMap(({ text }) => [...text.matchAll(/npm run ([a-z:-]+)/g)].map(([, script]) => script));
  assert.ok(named.length > 3);
  assert.equal(
    named.filter((script) => !Object.hasOwn(scripts, script)),
    [],
  );
});

test('every file of the repository that the docs name exists', () => {
  const places = /`((?:src|scripts|test|config|bin|models)\/[A-Za-z0-9._/-]*)`/g;
  const named = documents.flatMap(({ name, text }) => [...text.matchAll(places)].map(([, file]) => ({ name, file })));
  assert.ok(named.length > 80, `only ${named.length} files were found: the search is broken`);
  assert.equal(
    named.filter(({ file }) => !existsSync(path.join(root, file))),
    [],
  );
});

test('every variable and error code that the docs name is in the code', () => {
  const files = ['src', 'scripts', 'bin'].flatMap((dir) =>
    readdirSync(path.join(root, dir), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mjs|js)$/.test(name))
      .map((name) => readDocument(`${dir}/${name}`)),
  );
  const code = files.join('\n');
  const named = documents.flatMap(({ name, text }) => [...text.matchAll(/\bOADS_[A-Z]+(?:_[A-Z]+)*/g)].map(([word]) => ({ name, word })));
  assert.ok(named.length > 20, `only ${named.length} were found: the search is broken`);
  // The README's own, and those of test/run.mjs.
  const elsewhere = ['OADS_ROOT', 'OADS_BIN', 'OADS_TEST_PROCESSES'];
  assert.equal(
    named.filter(({ word }) => !elsewhere.includes(word) && !code.includes(word)),
    [],
  );
});

test('every page is reached from the README', () => {
  const seen = new Set(['README.md']);
  for (const name of seen) {
    for (const [, target] of withoutFences(readDocument(name)).matchAll(/\]\(([^)\s#:]+\.md|[^)\s#:]+\/)(?:#[^)]*)?\)/g)) {
      const joined = path.posix.join(path.posix.dirname(name), target);
      const resolved = joined.endsWith('/') ? `${joined}README.md` : joined;
      if (existsSync(path.join(root, resolved))) seen.add(resolved);
    }
  }
  assert.equal(
    documents.map(({ name }) => name).filter((name) => !seen.has(name)),
    [],
  );
});

test('no page names a path of a machine', () => {
  const ofAMachine = /(?:^|[\s"'`(=])(?:\/(?:home|root|Users|mnt|srv)\b|[A-Z]:\\)/m;
  assert.equal(
    documents.filter(({ text }) => ofAMachine.test(text)).map(({ name }) => name),
    [],
  );
});

test.run();
