import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readDocument, readTable } from './documents.ts';

const test = suite('docs/architecture');

test('docs/architecture.md shows the import table that test/architecture.test.ts enforces', () => {
  const source = readDocument('test/architecture.test.ts');
  const table = /const ROOMS[^=]*= \{\n([\s\S]*?)\n\};/.exec(source)?.[1] ?? '';
  const enforced = [...table.matchAll(/^ {2}(\w+): \[(.*)\],$/gm)].map(([, room, list]) => [
    room,
    [...list.matchAll(/'(\w+)'/g)].map(([, name]) => name).join(', ') || 'nothing',
  ]);
  assert.ok(enforced.length > 10, 'the table of rooms was not found');
  const shown = readTable(readDocument('docs/architecture.md'), '## Rooms').map(([room, , imports]) => [room, imports]);
  assert.equal(shown.sort(), enforced.sort());
});

test('docs/dependencies.md names every dependency, and no other', () => {
  const page = readDocument('docs/dependencies.md');
  const { dependencies, devDependencies } = JSON.parse(readDocument('package.json'));
  const shown = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
  assert.equal(shown.sort(), [...Object.keys(dependencies), ...Object.keys(devDependencies)].sort());
});

test.run();
