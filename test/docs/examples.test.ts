import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exampleOf } from '../../scripts/command-pages.mjs';
import { oadsInShell, root, runOads, scratchDir, startOads } from '../support/cli.ts';
import { EXAMPLES_AS_OF, makeExampleDirectory } from '../support/example-directory.ts';
import { readDocuments } from './documents.ts';

const test = suite('docs/examples');
let scratch: Awaited<ReturnType<typeof scratchDir>>;

/** Lines of help and docs that start with oads or npm and are not run here, by how they begin, with why. */
const ELSEWHERE: readonly (readonly [start: string, why: string])[] = [
  ['npm start', 'test/acceptance/start.test.ts runs it'],
  ['npm test', 'it is what runs this test'],
  ['npm install', 'needs a registry'],
  ['oads plugins install', 'needs a registry, or a plugin; test/plugins and test/docs/plugins-walkthrough.test.ts install some'],
  ['oads plugins uninstall', 'what install would have installed'],
  ['oads plugins link', 'needs a plugin of the reader; test/plugins links one'],
  ['oads plugins inspect', 'what install would have installed'],
  ['oads plugins copy', 'what install would have installed; test/cli/plugins/install.test.ts copies one'],
  ['oads plugins test', 'needs a plugin; test/docs/plugins-walkthrough.test.ts tests one'],
  ['oads plugins new', 'test/docs/plugins-walkthrough.test.ts runs it'],
  ['oads run -c un-logistics:un-logistics', 'test/plugins/packed.test.ts runs it'],
  ['oads demo --', 'test/cli/demo.test.ts runs it with these flags'],
  ['oads() ', 'no command: gives one a name'],
  ['oads notify test', 'needs receivers; test/core/notify has some'],
  ['oads notify send', 'needs receivers; test/core/notify has some'],
  ['oads init --from postgres', 'needs a server; test/cli/init-postgres.test.ts has one'],
  [
    'oads fit -c oads.yaml --onnx forest.onnx --orientation lower --features delay,taxi',
    'of the five-minute pipeline; test/cli/fit-foreign.test.ts',
  ],
];

/** How an example ends that does not end with 0. */
const CODES: Readonly<Record<string, number>> = {
  // The flights of the example directory are those of one day: all other steps have none.
  'oads run --config config/us-flights.yaml --window 2001-04-01/2001-04-30 --step 1d': 1,
  'oads run --config config/us-flights.yaml --every 5m --since-last --max-runs 1': 1,
};

function listExamples(): string[] {
  const { commands } = JSON.parse(readFileSync(path.join(root, 'oclif.manifest.json'), 'utf8')) as {
    commands: Record<string, { id: string; examples: string[] }>;
  };
  const found = Object.values(commands).flatMap((command) => command.examples.map((example) => exampleOf(command, example)));
  assert.ok(found.length > 25, `only ${found.length} examples were found`);
  return found;
}

/** Lines in shell blocks of the docs; the README's marked ones are run by test/docs/readme-path.test.ts. */
function listDocumented(): { name: string; line: string }[] {
  return readDocuments()
    .filter(({ name }) => !name.startsWith('docs/commands/'))
    .flatMap(({ name, text }) =>
      [...text.replaceAll(/<!-- test:path -->\n```sh\n[\s\S]*?^```$/gm, '').matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block]) =>
        block
          .replaceAll('\\\n', ' ')
          .split('\n')
          .filter((line) => /^(?:oads|npm)\b/.test(line))
          .map((line) => ({ name, line: line.replace(/\s+#.*$/, '') })),
      ),
    );
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const isEndless = (line: string) => /^oads (?:serve|demo)\b/.test(line) || (line.includes('--every') && !line.includes('--max-runs'));

/** A new config is written where there is none yet. */
function placeOf(line: string): string {
  if (!line.startsWith('oads init')) return scratch.dir;
  const dir = path.join(scratch.dir, 'init');
  rmSync(path.join(dir, 'oads.yaml'), { force: true });
  return dir;
}

/** A window or a schedule says itself which moment counts as now. */
const asOfFor = (line: string) => (/--(?:window|every)/.test(line) ? undefined : EXAMPLES_AS_OF);

/** Runs a line as a shell would, with oads as the CLI under test. A server is stopped as soon as it serves, and a watch as soon as it watches. */
async function runLine(line: string): Promise<Ended> {
  const safe = line
    .replaceAll('/tmp/', `${scratch.dir}/elsewhere/`)
    .replaceAll('--port 8080', '--port 0')
    // Three of its days, the one with flights among them, go through all that thirty do.
    .replace('2001-04-01/2001-04-30', '2001-04-06/2001-04-09');
  const [words, file] = safe.split(/ > (?=[\w.]+$)/);
  if (isPlain(words)) return runPlain(words, file);
  const script = `oads() { ${oadsInShell} "$@"; }\nset -eo pipefail\n${isEndless(safe) ? safe.replace(/^oads/, () => `exec ${oadsInShell}`) : safe}`;
  const env = { OADS_AS_OF: asOfFor(safe) };
  const { child, finished } = startOads(['-c', script], { command: ['bash'], cwd: placeOf(line), env });
  if (isEndless(safe)) {
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (text: string) => {
        if (/dashboard http|^watching/m.test(text)) child.kill('SIGINT');
      });
  }
  return finished;
}

/** Only words, which need no shell, and no stdin; it ends by itself. */
const isPlain = (line: string) => /^oads (?!autocomplete)[\w ./:=-]+$/.test(line) && !isEndless(line) && !/ - | -$/.test(line);

/** `file` gets what it prints. */
async function runPlain(line: string, file?: string): Promise<Ended> {
  const ended = await runOads(line.split(/ +/).slice(1), { cwd: placeOf(line), env: { OADS_AS_OF: asOfFor(line) } });
  if (file !== undefined) writeFileSync(path.join(placeOf(line), file), ended.stdout);
  return ended;
}

const runs = new Map<string, Promise<Ended>>();
const writes = /^oads (?:run|fit|init|promote|prune|load)|-o |>/;

async function assertRuns(line: string): Promise<void> {
  if (!runs.has(line)) runs.set(line, runLine(line));
  const ended = await (runs.get(line) as Promise<Ended>);
  const expected = CODES[line] ?? (isEndless(line) ? 130 : 0);
  assert.is(ended.code, expected, `${line}\n${ended.stdout.slice(0, 500)}\n${ended.stderr.slice(0, 1000)}`);
}

const isRunHere = (line: string) => !ELSEWHERE.some(([start]) => line.startsWith(start));

test.before(async () => {
  scratch = await scratchDir();
  await makeExampleDirectory(scratch.dir);
});
test.after(() => scratch.remove());

test('every example of every help text runs', async () => {
  const examples = [...new Set(listExamples())].filter(isRunHere);
  // A run first: others look at its artifacts. What writes is run alone, in the order of the help texts.
  const [first, ...rest] = examples
    .filter((line) => writes.test(line))
    .sort((a, b) => Number(b.startsWith('oads run')) - Number(a.startsWith('oads run')));
  for (const line of [first, ...rest]) await assertRuns(line);
  for (const line of examples.filter((example) => !writes.test(example))) await assertRuns(line);
});

test('every oads and npm command in a shell block of the docs runs, or says why not', async () => {
  const documented = listDocumented();
  assert.ok(documented.length > 8, `only ${documented.length} were found`);
  for (const line of new Set(documented.map(({ line }) => line))) if (isRunHere(line) && !runs.has(line)) await assertRuns(line);
  const unused = ELSEWHERE.filter(([start]) => !documented.some(({ line }) => line.startsWith(start)));
  assert.equal(unused, []);
});

test.run();
