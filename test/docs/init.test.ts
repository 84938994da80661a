import { suite } from 'uvu';
import { readDocument } from './documents.ts';
import { followPath } from './follow-path.ts';

const test = suite('docs/init');

test('the example of docs/init.md runs as written and prints what it promises', async () => {
  await followPath(readDocument('docs/init.md'), 4);
});

test.run();
