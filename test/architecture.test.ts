import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const test = suite('architecture');
const root = path.resolve(import.meta.dirname, '..');
const core = path.join(root, 'src', 'core');

/** docs/architecture.md: a room may import what its row names and all that those may import; every room may import errors and schema. */
const ROOMS: Record<string, readonly string[]> = {
  errors: [],
  schema: ['errors'],
  snapshot: [],
  config: [],
  frame: [],
  load: ['frame', 'config', 'snapshot'],
  profile: ['frame', 'snapshot'],
  propose: ['frame', 'profile', 'config', 'load', 'check'],
  window: ['frame'],
  check: ['window', 'profile', 'frame', 'snapshot', 'config'],
  drift: ['profile', 'snapshot'],
  model: ['frame', 'profile', 'snapshot'],
  score: ['model', 'frame', 'snapshot'],
  segment: ['drift', 'check', 'profile', 'snapshot'],
  trust: ['snapshot'],
  artifacts: ['frame', 'snapshot'],
  plugin: ['load', 'check', 'model'],
  pipeline: ['config', 'load', 'window', 'check', 'drift', 'segment', 'model', 'score', 'trust', 'artifacts', 'plugin'],
  notify: ['artifacts', 'snapshot', 'config'],
  dashboard: ['artifacts', 'profile', 'snapshot', 'config'],
};

/** Native and heavy libraries, each behind its one place. */
const OWNERS: Record<string, string> = {
  'nodejs-polars': 'core/frame/polars.ts',
  'onnxruntime-node': 'core/model/session.ts',
  pg: 'core/load/postgres/',
  'js-yaml': 'core/config/parse-yaml.ts',
  nodemailer: 'core/notify/',
  polka: 'core/dashboard/',
  sirv: 'core/dashboard/',
  'prom-client': 'core/dashboard/',
  '@oclif/core': 'c', // commands and cli; core itself is refused below
  'typebox/schema': 'core/schema/validate.ts',
};

interface Import {
  file: string;
  specifier: string;
}

function listImports(dir: string): Import[] {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return files.flatMap((name) => {
    const file = path.join(dir, name);
    const text = readFileSync(file, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
    const found = text.matchAll(/(?:\bfrom\s+|\bimport\s*\(\s*|^import\s+|\btypeof import\()'([^']+)'/gm);
    return [...found].map(([, specifier]) => ({ file: path.relative(path.join(root, 'src'), file), specifier }));
  });
}

const imports = listImports(path.join(root, 'src'));
const roomOf = (file: string): string => path.relative('core', file).split(path.sep)[0].replace(/\.ts$/, '');

function reachable(room: string, seen = new Set<string>()): Set<string> {
  if (seen.has(room)) return seen;
  seen.add(room);
  for (const next of ROOMS[room] ?? []) reachable(next, seen);
  return seen;
}

test('every room of src/core is in the table, and every room of the table exists', () => {
  const rooms = readdirSync(core).map((name) => name.replace(/\.ts$/, ''));
  assert.equal(rooms.sort(), Object.keys(ROOMS).sort());
});

test('no room imports upward or sideways', () => {
  const local = imports.filter(({ file, specifier }) => file.startsWith('core') && specifier.startsWith('.'));
  assert.ok(local.length > 300, `only ${local.length} local imports were found: the search is broken`);
  const forbidden = local.filter(({ file, specifier }) => {
    const target = path.join(path.dirname(file), specifier);
    if (!target.startsWith('core')) return true;
    const to = roomOf(target);
    return to !== 'errors' && to !== 'schema' && !reachable(roomOf(file)).has(to);
  });
  assert.equal(forbidden, []);
});

test('the table has no cycle', () => {
  for (const room of Object.keys(ROOMS)) {
    for (const next of ROOMS[room]) assert.not(reachable(next).has(room), `${room} → ${next} → … → ${room}`);
  }
});

test('each heavy library has one place', () => {
  for (const [library, owner] of Object.entries(OWNERS)) {
    const users = imports.filter(({ specifier }) => specifier === library || specifier.startsWith(`${library}/`)).map(({ file }) => file);
    assert.ok(users.length > 0, `nobody imports ${library}`);
    assert.equal(
      users.filter((file) => !file.startsWith(owner)),
      [],
      `${library} belongs to ${owner}`,
    );
  }
});

test('core knows nothing of oclif, of the console or of the process that hosts it', () => {
  assert.equal(
    imports.filter(({ file, specifier }) => file.startsWith('core') && specifier.startsWith('@oclif')),
    [],
  );
  const files = readdirSync(core, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !name.includes('worker'));
  const guilty = files.filter((name) =>
    /\bconsole\.|process\.(exit|argv|stdout|stderr)\b/.test(readFileSync(path.join(core, name), 'utf8')),
  );
  assert.equal(guilty, []);
});

test('the launcher needs nothing but Node and its own files', () => {
  const found = imports.filter(({ file }) => file.startsWith('launcher'));
  assert.ok(found.length > 10);
  assert.equal(
    found.filter(
      ({ specifier }) => !specifier.startsWith('node:') && !specifier.startsWith('./') && specifier !== '../../bin/print-version.js',
    ),
    [],
  );
});

test('commands are thin, and core is loaded when they run', () => {
  const dir = path.join(root, 'src', 'commands');
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))) {
    const text = readFileSync(path.join(dir, name), 'utf8');
    assert.ok(text.split('\n').length <= 110, `${name} has ${text.split('\n').length} lines`);
    const eager = [...text.matchAll(/^import (?!type)[^;]*from '([^']*\/core\/[^']+)'/gm)].map(([, specifier]) => specifier);
    assert.equal(
      eager.filter((specifier) => !/\/(errors|frame\/file-format|schema\/detectors)\.ts$/.test(specifier)),
      [],
      `${name} loads core at start-up`,
    );
  }
});

test('plugins are written against the public API alone: its types, own files, Node, and the libraries of their package.json', () => {
  const plugins = path.join(root, 'plugins');
  for (const name of readdirSync(plugins)) {
    const dir = path.join(plugins, name, 'src');
    const manifest = JSON.parse(readFileSync(path.join(plugins, name, 'package.json'), 'utf8')) as Record<string, Record<string, string>>;
    const libraries = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    const found = listImports(dir).map(({ file, specifier }) => ({ file: path.resolve(root, 'src', file), specifier }));
    const forbidden = found.filter(({ file, specifier }) => {
      if (specifier.startsWith('node:')) return false;
      if (specifier.startsWith('.')) return !path.join(path.dirname(file), specifier).startsWith(path.join(plugins, name) + path.sep);
      return specifier !== '@oads/cli/plugin' && !libraries.some((library) => specifier === library || specifier.startsWith(`${library}/`));
    });
    assert.equal(forbidden, [], name);
    for (const file of new Set(found.map((one) => one.file))) {
      const values = readFileSync(file, 'utf8').match(/^import (?!type\b)[^;]*'@oads\/cli\/[^;]*;/gm) ?? [];
      assert.equal(values, [], `${file} imports more than types`);
    }
  }
});

test.run();
