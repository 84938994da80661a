import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';

const RUNNER = fileURLToPath(new URL('../run.mjs', import.meta.url));
const UVU = import.meta.resolve('uvu');
const OPENING = `import { suite } from ${JSON.stringify(UVU)};\n`;
const PASSING = `${OPENING}const test = suite('a'); test('one', () => {}); test('two', () => {}); test.run();`;

let directory = '';

/** Runs the runner on `files` (path → source) and returns its exit code and its lines. */
function runTests(files: Record<string, string>, ...args: string[]): { status: number | null; lines: string[]; text: string } {
  for (const [path, source] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), source);
  }
  return runRunner(args);
}

function runRunner(args: string[], executable?: string): { status: number | null; lines: string[]; text: string } {
  const { OADS_BIN: _, ...env } = process.env;
  const { status, stdout } = spawnSync(process.execPath, [RUNNER, `--dir=${directory}`, ...args], {
    encoding: 'utf8',
    env: executable === undefined ? env : { ...env, OADS_BIN: executable },
  });
  return { status, lines: stdout.trimEnd().split('\n'), text: stdout };
}

const test = suite('scripts/runner');

test.before.each(() => {
  directory = mkdtempSync(join(tmpdir(), 'oads-runner-'));
});

test.after.each(() => {
  rmSync(directory, { recursive: true, force: true });
});

test('adds up files that pass', () => {
  const { status, lines } = runTests({ 'a.test.ts': PASSING, 'deep/b.test.ts': PASSING, 'not-a-test.ts': 'throw 1' });
  assert.is(status, 0);
  assert.is(lines.at(-1), '4 passed, 0 failed');
});

test('counts and shows a failing test', () => {
  const failing = `${OPENING}const test = suite('b'); test('fine', () => {}); test('broken', () => { throw new Error('as intended'); }); test.run();`;
  const { status, lines, text } = runTests({ 'a.test.ts': PASSING, 'b.test.ts': failing });
  assert.is(status, 1);
  assert.is(lines.at(-1), '3 passed, 1 failed');
  assert.match(text, 'as intended');
  assert.match(text, /FAIL b\.test\.ts {2}1 passed, 1 failed/);
});

test('fails a suite whose before hook throws', () => {
  const throwing = `${OPENING}const test = suite('c'); test.before(() => { throw new Error('no'); }); test('one', () => {}); test('two', () => {}); test.run();`;
  const { status, lines } = runTests({ 'c.test.ts': throwing });
  assert.is(status, 1);
  assert.is(lines.at(-1), '0 passed, 2 failed');
});

test('fails it also where skipped tests would make up the number', () => {
  const throwing = `${OPENING}const test = suite('c'); test.before(() => { throw new Error('no'); }); test('one', () => {}); test.skip('two', () => {}); test.run();`;
  const { status, lines } = runTests({ 'c.test.ts': throwing });
  assert.is(status, 1);
  assert.is(lines.at(-1), '0 passed, 1 failed, 1 skipped');
});

test('fails a file that forgets run()', () => {
  const { status, lines } = runTests({ 'd.test.ts': `${OPENING}const test = suite('d'); test('one', () => {});` });
  assert.is(status, 1);
  assert.is(lines.at(-1), '0 passed, 1 failed');
});

test('files of a room share a process; each of them has to run a suite', () => {
  const noting = `${PASSING}\nimport { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(directory)} + '/' + process.pid + '.seen', '');`;
  const { status, lines } = runTests({ 'browser/a.test.ts': noting, 'browser/b.test.ts': noting, 'c.test.ts': noting });
  assert.is(status, 0);
  assert.is(lines.at(-1), '6 passed, 0 failed');
  assert.is(readdirSync(directory).filter((name) => name.endsWith('.seen')).length, 2);
  const forgetting = runTests({ 'browser/b.test.ts': `${OPENING}const test = suite('d'); test('one', () => {});` }, 'browser/');
  assert.is(forgetting.status, 1);
  assert.match(forgetting.text, 'browser/b.test.ts: no suite was run()');
});

test('a file of a room is asked for all its suites, whatever the names of the others', () => {
  const other = `${OPENING}const more = suite('other'); more('one', () => {}); more.run();`;
  const half = `${PASSING}\nconst more = suite('more'); more('three', () => {});`;
  const { status, lines, text } = runTests({ 'core/check/a.test.ts': other, 'core/check/b.test.ts': half });
  assert.is(status, 1);
  assert.is(lines.at(-1), '3 passed, 1 failed');
  assert.match(text, 'more.run() is missing');
});

test('fails a file that forgets run() on its second suite', () => {
  const half = `${PASSING}\nconst more = suite('more'); more('three', () => {});`;
  const { status, text } = runTests({ 'd.test.ts': half });
  assert.is(status, 1);
  assert.match(text, 'more.run() is missing');
});

test('fails a file without tests', () => {
  const { status, lines } = runTests({ 'e.test.ts': `${OPENING}const test = suite('e'); test.run();` });
  assert.is(status, 1);
  assert.is(lines.at(-1), '0 passed, 1 failed');
});

test('fails a file that leaves with 0 in the middle', () => {
  const leaving = `${OPENING}const test = suite('f'); test('one', () => process.exit(0)); test.run();`;
  assert.is(runTests({ 'f.test.ts': leaving }).status, 1);
});

test('fails a file that breaks after its tests', () => {
  const late = `${PASSING}\nprocess.on('exit', () => { process.exitCode = 3; });`;
  const { status, lines, text } = runTests({ 'g.test.ts': late });
  assert.is(status, 1);
  assert.is(lines.at(-1), '2 passed, 1 failed');
  assert.match(text, 'exit code 3');
});

test('ends a file that does not end', () => {
  const { status, text } = runTests({ 'h.test.ts': `${PASSING}\nsetInterval(() => {}, 1000);` }, '--timeout=2');
  assert.is(status, 1);
  assert.match(text, 'not finished within 2 s');
});

test('fails when there is nothing to run', () => {
  const { status, lines } = runTests({});
  assert.is(status, 1);
  assert.is(lines.at(-1), '0 passed, 1 failed');
});

test('a filter chooses files, and fails when it chooses none', () => {
  const files = { 'room/a.test.ts': PASSING, 'b.test.ts': 'throw new Error()' };
  assert.is(runTests(files, 'room/').lines.at(-1), '2 passed, 0 failed');
  const { status, text } = runTests(files, 'room/', 'nowhere');
  assert.is(status, 1);
  assert.match(text, 'no test file matches "nowhere"');
});

test('reports skipped tests after the rest', () => {
  const skipping = `${OPENING}const test = suite('i'); test('one', () => {}); test.skip('two', () => {}); test.run();`;
  const { status, lines } = runTests({ 'i.test.ts': skipping });
  assert.is(status, 0);
  assert.is(lines.at(-1), '1 passed, 0 failed, 1 skipped');
});

test('a file whose tests are all skipped does not fail, but nothing passed', () => {
  const skipping = `${OPENING}const test = suite('i'); test.skip('one', () => {}); test.run();`;
  assert.is(runTests({ 'a.test.ts': PASSING, 'i.test.ts': skipping }).lines.at(-1), '2 passed, 0 failed, 1 skipped');
  const { status, lines } = runTests({ 'i.test.ts': skipping }, 'i.test');
  assert.equal([status, lines.at(-1)], [1, '0 passed, 0 failed, 1 skipped']);
});

test('OADS_BIN: what cannot be started is said, and nothing runs; what can is unpacked once for all and gone afterwards', () => {
  writeFileSync(join(directory, 'a.test.ts'), PASSING);
  writeFileSync(join(directory, 'plain'), '');
  const answers = (name: string, script: string) => {
    writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return join(directory, name);
  };
  for (const [named, said] of [
    [
      'dist/nowhere',
      /OADS_BIN: expected an executable of oads, got dist\/nowhere, which is \/.*: no such file \(npm run build:binary makes/,
    ],
    [directory, /: not a file$/m],
    [join(directory, 'plain'), /plain: it may not be executed \(chmod \+x\)$/m],
    [answers('ends', 'echo too old >&2; exit 3'), /to answer --version, got exit code 3: too old$/m],
    [answers('other', 'echo v24.0.0'), /which answers --version with v24\.0\.0$/m],
  ] as const) {
    const { status, text } = runRunner([], named);
    assert.match(text, said);
    assert.match(text, /\n0 passed, 1 failed\n$/);
    assert.is(status, 1);
  }
  const oads = answers(
    'oads',
    `echo oads/9.9.9; echo "$OADS_CACHE_DIR $*" >> ${join(directory, 'calls')}; echo > "$OADS_CACHE_DIR/runtime"`,
  );
  const asking = `import { existsSync } from 'node:fs'; ${OPENING} const test = suite('b'); test('one', () => {
    if (!existsSync(process.env.OADS_CACHE_DIR + '/runtime') || process.env.OADS_BIN !== ${JSON.stringify(oads)}) throw new Error();
  }); test.run();`;
  writeFileSync(join(directory, 'b.test.ts'), asking);
  const { lines } = runRunner(['b.test'], oads);
  assert.match(lines[0], /^the CLI under test is \/.*\/oads, oads\/9\.9\.9; /);
  assert.is(lines.at(-1), '1 passed, 0 failed');
  const calls = readFileSync(join(directory, 'calls'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' '));
  assert.equal(
    calls.map(([, ...args]) => args.join(' ')),
    ['--version', '--help'],
  );
  assert.not(existsSync(calls[0][0]), 'where it was unpacked is gone');
});

test('starts what took longest the last time first, what is unknown before that, and keeps the new times', () => {
  const times = join(directory, 'kept', 'times.json');
  mkdirSync(dirname(times));
  writeFileSync(times, JSON.stringify({ 'a.test.ts': 1, 'b.test.ts': 30, 'gone.test.ts': 5 }));
  const files = { 'a.test.ts': PASSING, 'b.test.ts': PASSING, 'c.test.ts': PASSING };
  const { lines } = runTests(files, `--times=${times}`, '--jobs=1');
  assert.equal(
    lines.filter((line) => line.startsWith('ok')).map((line) => line.slice(5, 14)),
    ['c.test.ts', 'b.test.ts', 'a.test.ts'],
  );
  const kept = JSON.parse(readFileSync(times, 'utf8'));
  assert.equal(Object.keys(kept).sort(), ['a.test.ts', 'b.test.ts', 'c.test.ts']);
  assert.ok(kept['b.test.ts'] < 30);
});

test('names the files that used most processor time, with that of the processes which they started', () => {
  // The clock of the processor is asked now and then alone: asking is the system's work, of which there would be more than of this.
  const burn = 'while (process.cpuUsage().user < 350_000) for (let n = 0; n < 1e6; n++);';
  const busy = `${PASSING}\nimport { spawnSync } from 'node:child_process';\nspawnSync(process.execPath, ['-e', ${JSON.stringify(burn)}]);`;
  const { lines } = runTests({ 'a.test.ts': PASSING, 'b.test.ts': busy }, '--slowest=1');
  const table = lines.slice(lines.findIndex((line) => line.includes('CPU s')) + 1, -2);
  assert.is(table.length, 1);
  const [cpuSeconds, , file] = table[0].trim().split(/ +/);
  assert.is(file, 'b.test.ts');
  if (process.platform === 'linux') assert.ok(Number(cpuSeconds) > 0.3, table[0]);
});

test('gives each file a home and a temporary directory of its own, and removes them', () => {
  const looking = `
    import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
    import { homedir, tmpdir } from 'node:os';
    ${OPENING}
    const test = suite('j');
    test('is alone', () => {
      for (const path of [homedir(), tmpdir()]) {
        if (readdirSync(path).length > 0) throw new Error('not empty: ' + path);
        mkdirSync(path + '/left/behind', { recursive: true });
      }
      if (process.env.OADS_CONFIG || process.env.PGHOST || process.env.FORCE_COLOR || !process.env.NO_COLOR) throw new Error('not scrubbed');
      if (process.env.OADS_TEST_PROCESSES !== 'x') throw new Error('what says how to start the CLI was scrubbed');
      writeFileSync(${JSON.stringify(directory)} + '/' + process.pid + '.seen', tmpdir());
    });
    test.run();`;
  process.env.OADS_CONFIG = process.env.PGHOST = process.env.FORCE_COLOR = process.env.OADS_TEST_PROCESSES = 'x';
  try {
    assert.is(runTests({ 'j.test.ts': looking, 'k.test.ts': looking }).lines.at(-1), '2 passed, 0 failed');
    const seen = readdirSync(directory).filter((name) => name.endsWith('.seen'));
    assert.is(seen.length, 2);
    for (const name of seen) assert.not(existsSync(readFileSync(join(directory, name), 'utf8')));
  } finally {
    for (const name of ['OADS_CONFIG', 'PGHOST', 'FORCE_COLOR', 'OADS_TEST_PROCESSES']) delete process.env[name];
  }
});

test.run();
