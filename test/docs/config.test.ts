import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { builtInChecks } from '../../src/core/check/built-in-checks.ts';
import { ConfigSchema } from '../../src/core/config/schema.ts';
import { createRegistry } from '../../src/core/pipeline/registry.ts';
import { readDocument, readTable } from './documents.ts';

const test = suite('docs/config');

interface Node {
  type?: string;
  properties?: Record<string, Node>;
  patternProperties?: Record<string, Node>;
  items?: Node;
  required?: string[];
  default?: unknown;
}

interface Key {
  readonly path: string;
  readonly required: boolean;
  readonly fallback: unknown;
}

/** Values that the page describes as a whole: their parts are no keys of their own. */
const WHOLE = /^drift\.(psi|wasserstein|scale|null_share|outside_share|dependence)$/;

function listKeys(node: Node, prefix = ''): Key[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, inner]) => {
    const path = `${prefix}${name}`;
    const own: Key = { path, required: node.required?.includes(name) ?? false, fallback: inner.default };
    if (WHOLE.test(path)) return [own];
    const item = Object.values(inner.patternProperties ?? {})[0];
    if (item) return [own, ...listKeys(item, `${path}.*.`)];
    return inner.items?.properties ? [own, ...listKeys(inner.items, `${path}[].`)] : [own, ...listKeys(inner, `${path}.`)];
  });
}

const page = readDocument('docs/config.md');

test('docs/config.md lists every key of the schema, and no other', () => {
  const shown = readTable(page, '## Keys').map(([key]) => key);
  const keys = listKeys(ConfigSchema as unknown as Node).map(({ path }) => path);
  assert.ok(keys.length > 60, `only ${keys.length} keys were found: the search is broken`);
  assert.equal([...shown].sort(), [...keys].sort());
});

test('docs/config.md marks required keys and gives the defaults of the schema', () => {
  const rows = new Map(readTable(page, '## Keys').map(([key, , fallback]) => [key, fallback]));
  const bold = new Set([...page.matchAll(/^\| \*\*`([^`]+)`\*\* \|/gm)].map(([, key]) => key));
  for (const { path, required, fallback } of listKeys(ConfigSchema as unknown as Node)) {
    assert.is(bold.has(path), required, `${path} is ${required ? '' : 'not '}required`);
    if (fallback !== undefined) assert.ok(rows.get(path)?.startsWith(String(fallback)), `${path}: the default is ${String(fallback)}`);
  }
});

function optionNames(options: unknown): string[] {
  return Object.keys((options as Node).properties ?? {}).sort();
}

function requiredNames(options: unknown): string[] {
  return [...((options as Node).required ?? [])].sort();
}

/** The section under a heading, up to the next one. */
function sectionOf(text: string, heading: string): string {
  const start = text.indexOf(`\n${heading}\n`);
  assert.ok(start >= 0, `there is no section ${heading}`);
  const rest = text.slice(start + heading.length + 2);
  const end = rest.search(/^#{2,3} /m);
  return end < 0 ? rest : rest.slice(0, end);
}

function compareOptions(text: string, heading: string, options: unknown): void {
  const section = sectionOf(text, heading);
  const shown = readTable(`${heading}\n${section}`, heading).map(([name]) => name);
  assert.equal([...shown].sort(), optionNames(options), `options of ${heading}`);
  const bold = [...section.matchAll(/^\| \*\*`([^`]+)`\*\* \|/gm)].map(([, name]) => name);
  assert.equal(bold.sort(), requiredNames(options), `required options of ${heading}`);
}

test('docs/config.md lists the options of every built-in loader', () => {
  for (const loader of createRegistry().loaders.values())
    compareOptions(page, `### Options of the loader \`${loader.name}\``, loader.options);
});

test('docs/checks.md has a section with the options of every built-in check, in their order', () => {
  const checks = readDocument('docs/checks.md');
  for (const check of builtInChecks) compareOptions(checks, `### \`${check.name}\``, check.options);
  const headings = [...checks.matchAll(/^### `([^`]+)`$/gm)].map(([, name]) => name);
  assert.equal(
    headings,
    builtInChecks.map(({ name }) => name),
  );
});

test.run();
