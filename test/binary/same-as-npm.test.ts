import { cpSync, mkdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { findBinary, hasBinary, sharedCache } from '../support/binary.ts';
import { type CliOptions, executable, type Finished, npmCommand, runOads, scratchDir } from '../support/cli.ts';
import { type FaultPoint, faultEnv, readTrace } from '../support/fault-injection/fault-point.ts';
import { photographRun } from '../support/fault-injection/scenes.ts';
import { makeSmallPipeline } from '../support/small-pipeline.ts';
import { seeOads } from '../support/terminal.ts';

const test = suite('the single executable: the same as the npm version');

if (hasBinary) {
  const commands = { npm: npmCommand, binary: [await findBinary()] };
  type Version = keyof typeof commands;
  const versions: readonly Version[] = ['npm', 'binary'];
  const env = { OADS_CACHE_DIR: sharedCache };
  let scratch: Awaited<ReturnType<typeof scratchDir>>;
  /** Each version has a directory of its own with the same pipeline. */
  const at = (version: Version, ...names: string[]) => path.join(scratch.dir, version, ...names);

  /** Of the npm version, most commands run in one process. */
  const starts: Record<Version, CliOptions> = {
    npm: executable ? { command: npmCommand, env } : {},
    binary: { command: commands.binary, env },
  };

  /** What a command comes to in each version: they must be alike to the byte, but for `differs`. */
  async function runBoth(args: readonly string[], differs = /(?!)/g): Promise<Finished> {
    const [npm, binary] = await Promise.all(versions.map((version) => runOads(args, { ...starts[version], cwd: at(version) })));
    const tell = (finished: Finished) => ({ ...finished, stdout: finished.stdout.replaceAll(differs, '…') });
    assert.equal(tell(binary), tell(npm), args.join(' '));
    return npm;
  }

  test.before(async () => {
    scratch = await scratchDir();
    mkdirSync(at('npm'));
    const pipeline = await makeSmallPipeline(at('npm'));
    pipeline.reconfigure('threads.yaml', (yaml) => `${yaml}score: {workers: 2}\n`);
    cpSync(at('npm'), at('binary'), { recursive: true });
    // Whoever unpacks it says so: none of the tests.
    await runOads(['--help'], { command: commands.binary, env });
  });
  test.after(() => scratch.remove());

  test('every stage writes the same bytes, says the same and ends alike', async () => {
    const outputs = { load: 'rows.parquet', check: 'quality.json', drift: 'drift.json', score: 'scores.csv', fit: 'fitted' };
    for (const [command, output] of Object.entries(outputs)) {
      const reference = command === 'fit' ? ['--reference', 'reference.csv'] : [];
      const { code, stderr } = await runBoth([command, '-c', 'oads.yaml', ...reference, '-o', output]);
      assert.is(code, 0, stderr);
      const read = (version: Version) =>
        command === 'fit' ? photographRun(at(version, output)) : readFileSync(at(version, output), 'base64');
      assert.equal(read('binary'), read('npm'), command);
    }
  });

  test('a run with scoring threads writes the same artifacts', async () => {
    const { code, stderr } = await runBoth(['run', '-c', 'threads.yaml']);
    assert.is(code, 0, stderr);
    const [npm, binary] = versions.map((version) => {
      const shipments = at(version, 'artifacts', 'shipments');
      return photographRun(path.join(shipments, readlinkSync(path.join(shipments, 'latest'))));
    });
    assert.equal(Object.keys(binary), Object.keys(npm));
    assert.equal(binary, npm);
  });

  test('a signal in the middle of the results ends a run alike and leaves nothing', async () => {
    const act = { signal: 'SIGTERM' } as const;
    for (const version of versions) {
      const point: FaultPoint = { under: at(version, 'stopped'), trace: at(version, 'trace'), phase: 'results', act };
      const stopping = { ...env, ...faultEnv(point) };
      const args = ['run', '-c', 'threads.yaml', '--artifacts', 'stopped', '--json'];
      const { code, stdout, stderr } = await runOads(args, { command: commands[version], cwd: at(version), env: stopping });
      assert.ok(readTrace(point.trace).struck, stderr);
      assert.equal([code, JSON.parse(stdout).error.code, stderr], [143, 'OADS_INTERRUPTED', ''], version);
    }
  });

  test('rows go through pipes; a reader that closes early is no failure', async () => {
    const script = (words: readonly string[]) => {
      const oads = words.map((word) => `"${word}"`).join(' ');
      return `set -o pipefail; cat batch.csv | ${oads} score - -c oads.yaml -o - --format csv | head -3; echo "codes \${PIPESTATUS[*]}"`;
    };
    const [npm, binary] = await Promise.all(
      versions.map((version) => runOads(['-c', script(commands[version])], { command: ['bash'], cwd: at(version), env })),
    );
    assert.match(npm.stdout, /^id,score,.*\n.*\n.*\ncodes 0 0 0\n$/);
    assert.equal(binary, npm);
  });

  test('in a terminal: the same table', async () => {
    const [npm, binary] = await Promise.all(
      versions.map((version) => seeOads(['check', '-c', 'oads.yaml'], { command: commands[version], cwd: at(version), env })),
    );
    assert.is(npm.code, 0, npm.raw);
    assert.equal(binary, npm);
  });

  test('completions, and the stack of an error on request', async () => {
    const { code } = await runBoth(['autocomplete', 'bash']);
    assert.is(code, 0);
    const args = ['check', 'nowhere.csv', '-c', 'oads.yaml'];
    const { stderr } = await runOads(args, { command: commands.binary, cwd: at('binary'), env: { ...env, OADS_DEBUG: '1' } });
    assert.match(stderr, /^error\[OADS_SOURCE_MISSING\]: .*\n {2}hint: .*\nSourceError: .*\n {4}at .*dist\/core\.cjs:\d+/);
  });
} else {
  test.skip('an executable is made for Linux on x64 and arm64 alone', () => {});
}

test.run();
