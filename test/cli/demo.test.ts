import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { browserCommand, openBrowser } from '../../src/cli/demo/open-browser.ts';
import { DemoResult } from '../../src/cli/results/demo.ts';
import { findViolations } from '../../src/core/schema/validate.ts';
import { readDocument } from '../docs/documents.ts';
import { readSteps } from '../docs/promised-steps.ts';
import { type CliOptions, runJson, runOads, scratchDir, startOads } from '../support/cli.ts';
import { faultEnv } from '../support/fault-injection/fault-point.ts';

const test = suite<{ dir: string; temporary: string; options: CliOptions; remove: () => Promise<void> }>('cli/demo');

test.before.each(async (context) => {
  Object.assign(context, await scratchDir());
  context.temporary = path.join(context.dir, 'tmp');
  mkdirSync(context.temporary);
  context.options = { cwd: context.dir, env: { TMPDIR: context.temporary } };
});
test.after.each(async ({ remove }) => remove());

const LEVELS = ['certified', 'rank-only', 'rank-only', 'qualified', 'withheld', 'certified'];
const left = (dir: string) => readdirSync(dir).filter((name) => name.startsWith('oads-demo'));

test('serves a certified run of the newest day, which is not stale, and Ctrl-C removes the directory', async ({ temporary, options }) => {
  const { child, finished } = startOads(['demo'], options);
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (text: string) => {
      said += text;
      const [, address] = /^dashboard (http:\S+);/m.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.once('close', () => reject(new Error(`it ended: ${said}`)));
  });
  const [health, page] = await Promise.all([`${url}/health`, url].map(async (one) => (await fetch(one)).text()));
  const { status, trust_level, stale, problems } = JSON.parse(health);
  assert.equal({ status, trust_level, stale, problems }, { status: 'ok', trust_level: 'certified', stale: null, problems: [] });
  assert.match(page, /origin HNL|>HNL</);
  assert.is(left(temporary).length, 1);
  child.kill('SIGINT');
  const { code, stdout, stderr } = await finished;
  assert.is(code, 130, stderr);
  assert.match(stdout, /^2001-06-25 +certified: /m);
  assert.match(stdout, /; Ctrl-C stops it and removes the directory\n$/);
  assert.not.match(stderr, /error|warning/);
  assert.equal(left(temporary), []);
});

test('--json --no-serve gives the days, and leaves nothing', async ({ temporary, options }) => {
  const { code, json, stderr } = await runJson<DemoResult>(['demo', '--no-serve', '--strict'], options);
  assert.is(code, 0, stderr);
  assert.is(stderr, '');
  assert.equal(findViolations(DemoResult, json), []);
  assert.equal(
    json.days.map((day) => day.trust_level),
    LEVELS,
  );
  assert.equal([json.dir, json.url, json.exit_code, json.warnings], [null, null, 0, []]);
  const withheld = json.days[4];
  assert.equal([withheld.scored, withheld.anomaly_rate, withheld.reasons[0].code], [0, null, 'quality_failed']);
  assert.ok(json.days[5].most_anomalous.length === 3 && json.days[5].most_anomalous.every(({ reasons }) => reasons.length > 0));
  assert.equal(left(temporary), []);
});

test('--dir keeps sound artifacts, and the commands that it names run', async ({ dir, temporary, options }) => {
  const { code, stdout, stderr } = await runOads(['demo', '--dir', 'oads-demo', '--no-serve'], options);
  assert.is(code, 0, stderr);
  assert.equal(left(temporary), []);
  assert.equal(readdirSync(path.join(dir, 'oads-demo')).sort(), ['NOTICE', 'artifacts', 'departures.csv', 'model', 'oads.yaml']);
  const [{ promised }] = readSteps(readDocument('docs/demo.md'));
  for (const line of promised) assert.ok(stdout.includes(`${line}\n`), `docs/demo.md promises the line\n${line}\ngot\n${stdout}`);

  const verified = await runJson<{ problems: unknown[] }>(['verify', 'oads-demo/artifacts'], options);
  assert.is(verified.code, 0, verified.stdout);
  const env = { ...options.env, OADS_AS_OF: '' };
  const again = await runOads(['run', '-c', 'oads-demo/oads.yaml', '--window', '2001-06-20/2001-06-25', '--step', '1d'], {
    ...options,
    env,
  });
  assert.match(again.stdout, /^6 steps: 6 skipped: their runs are there$/m);
  const commands = [...stdout.matchAll(/^ {2}oads (.+?) +# (.+)$/gm)].map(([, line, shows]) => ({ line, shows }));
  assert.is(commands.length, 5);
  for (const { line, shows } of commands.filter((one) => !/^(?:serve|init) /.test(one.line))) {
    const { code: ended, stderr: complaint } = await runOads(line.split(' '), options);
    assert.is(ended, shows.endsWith('ends with 1') ? 1 : 0, `${line}: ${complaint}`);
  }
});

test('stopped in the middle of the runs, it leaves nothing, be the directory named or not', async ({ dir, temporary, options }) => {
  mkdirSync(path.join(dir, 'empty'));
  for (const [args, signal, expected] of [
    [[], 'SIGTERM', 143],
    [['--dir', 'empty'], 'SIGINT', 130],
    [['--dir', 'new/below'], 'SIGHUP', 129],
  ] as const) {
    const { child, finished } = startOads(['demo', ...args], options);
    child.stderr?.on('data', (text: string) => text.includes('day 1 of') && child.kill(signal));
    const { code, stdout, stderr } = await finished;
    assert.equal([code, stdout], [expected, ''], stderr);
  }
  assert.equal([left(temporary), readdirSync(dir).sort(), readdirSync(path.join(dir, 'empty'))], [[], ['empty', 'tmp'], []]);
});

test('what cannot be done is told in one line, and nothing is left', async ({ dir, temporary, options }) => {
  mkdirSync(path.join(dir, 'full'));
  writeFileSync(path.join(dir, 'full/mine'), '');
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const full = faultEnv({ under: temporary, trace: path.join(dir, 'trace'), nth: 3, act: { error: 'ENOSPC', lasting: true } });
  const cases: readonly [args: string[], env: Record<string, string>, code: number, message: RegExp][] = [
    [['--dir', 'full'], {}, 2, /expected a new or empty directory, got .*full, which is there already$/m],
    [['--dir', 'full/mine'], {}, 2, /expected a new or empty directory, got .*mine, which is there already$/m],
    [['--dir', 'full/mine/below'], {}, 3, /a file is in the way of a directory$/m],
    [['--port', String(port)], {}, 2, /expected to listen on 127\.0\.0\.1:\d+, but it is in use$/m],
    [['--config', 'oads.yaml'], {}, 2, /expected no --config, got one/],
    [['--no-serve', '--port', '8080'], {}, 2, /--port/],
    [[], { TMPDIR: path.join(dir, 'gone') }, 3, /gone: no such file or directory$/m],
    [[], full, 3, /oads-demo-\w+: the disk is full$/m],
  ];
  for (const [args, env, expected, message] of cases) {
    const { code, stdout, stderr } = await runOads(['demo', ...args], { ...options, env: { ...options.env, ...env } });
    assert.equal([code, stdout], [expected, ''], `${args}: ${stderr}`);
    assert.match(stderr, message);
    assert.match(stderr, /^error\[\w+\]: .*\n {2}hint: .*\n$/);
  }
  taken.close();
  assert.equal([left(temporary), readdirSync(dir).sort(), readdirSync(path.join(dir, 'full'))], [[], ['full', 'tmp', 'trace'], ['mine']]);
});

test('a browser is opened on a terminal with a screen alone, and one that is not there is no matter', async () => {
  const on = { stdout: { isTTY: true }, stderr: { isTTY: true } };
  const screen = { DISPLAY: ':0' };
  assert.equal(browserCommand({ platform: 'linux', env: screen, ...on }), ['xdg-open']);
  assert.equal(browserCommand({ platform: 'darwin', env: {}, ...on }), ['open']);
  assert.is(browserCommand({ platform: 'linux', env: {}, ...on }), undefined);
  assert.is(browserCommand({ platform: 'linux', env: screen, ...on, stdout: {} }), undefined);
  assert.is(browserCommand({ platform: 'darwin', env: {}, ...on, stderr: {} }), undefined);
  const child = openBrowser('http://127.0.0.1:1/', ['oads-no-such-browser']);
  assert.ok(child);
  await once(child, 'close');
});

test.run();
