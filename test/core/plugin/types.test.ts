import { readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { root } from '../../support/cli.ts';

const test = suite('core/plugin/types');

/** Interfaces and types by their name, without comments, spaces and semicolons: tsc prints them in its own way. */
function readTypes(file: string): Map<string, string> {
  const text = readFileSync(path.join(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
  const found = text.matchAll(/^(?:export )?(?:interface (\w+)[^{]*\{[\s\S]*?^\}|type (\w+) =[\s\S]*?;)$/gm);
  const squeeze = (declaration: string) =>
    declaration
      .replace(/^export /, '')
      .replaceAll(/'/g, '"')
      .replaceAll(/[\s;,]+/g, '')
      .replaceAll(/^type(\w+)=\|/g, 'type$1=');
  return new Map([...found].map(([declaration, one, other]) => [one ?? other, squeeze(declaration)]));
}

const SOURCES = [
  'plugin/api.ts',
  'plugin/fixtures.ts',
  'check/check.ts',
  'profile/feature.ts',
  'load/loader.ts',
  'frame/types.ts',
  'frame/prepare.ts',
];

test("the template's types are those of the API (npm run plugin:types)", () => {
  const written = readTypes('templates/plugin/oads-plugin.d.ts');
  let compared = 0;
  const differing = SOURCES.flatMap((source) =>
    [...readTypes(`src/core/${source}`)].filter(([name, declaration]) => {
      const copy = written.get(name);
      // Not all types of these files are part of the API.
      if (copy === undefined) return source === 'plugin/api.ts';
      compared++;
      // `typeof API_VERSION` and private names stay as they are.
      return copy !== declaration;
    }),
  );
  assert.equal(differing, []);
  assert.ok(compared > 30, `${compared} types were compared`);
});

test('they import nothing, and export what the API exports', () => {
  const text = readFileSync(path.join(root, 'templates/plugin/oads-plugin.d.ts'), 'utf8');
  assert.not.match(text, /\bimport\b|\brequire\b/);
  const api = readFileSync(path.join(root, 'src/core/plugin/api.ts'), 'utf8');
  const listed = [...api.matchAll(/^export type \{([^}]*)\}/gm)].flatMap(([, names]) => names.split(',').map((name) => name.trim()));
  const own = [...api.matchAll(/^export (?:interface|type|const) (\w+)/gm)].map(([, name]) => name);
  for (const name of [...listed.filter(Boolean), ...own])
    assert.match(text, new RegExp(`^export (?:declare )?(?:interface|type|class|const) ${name}\\b`, 'm'), name);
});

test.run();
