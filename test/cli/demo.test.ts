import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { makePlace } from '../../src/cli/demo/make-place.ts';
import { browserCommand, openBrowser } from '../../src/cli/demo/open-browser.ts';
import { DemoResult } from '../../src/cli/results/demo.ts';
import { findViolations } from '../../src/core/schema/validate.ts';
import { readDocument } from '../docs/documents.ts';
import { readSteps } from '../docs/promised-steps.ts';
import { type CliOptions, oadsCommand, root, runJson, runOads, scratchDir, startOads } from '../support/cli.ts';
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
const [{ promised: PROMISED }] = readSteps(readDocument('docs/demo.md'));
const NEXT_AT = PROMISED.indexOf('what comes next:') + 1;
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
  for (const line of PROMISED.slice(0, NEXT_AT))
    assert.ok(stdout.includes(`${line}\n`), `docs/demo.md promises the line\n${line}\ngot\n${stdout}`);
  assert.match(stdout, /; Ctrl-C stops it and removes the directory\n$/);
  assert.not.match(stderr, /error|warning/);
  assert.equal(left(temporary), []);
});

test('--dir keeps sound artifacts, and the commands that it names run', async ({ dir, temporary, options }) => {
  const { code, json, stderr } = await runJson<DemoResult>(['demo', '--dir', 'oads-demo', '--no-serve', '--strict'], options);
  assert.equal([code, stderr], [0, '']);
  assert.equal(findViolations(DemoResult, json), []);
  assert.equal(
    json.days.map((day) => day.trust_level),
    LEVELS,
  );
  assert.equal([json.dir, json.url, json.exit_code, json.warnings], [path.join(dir, 'oads-demo'), null, 0, []]);
  const [withheld, newest] = json.days.slice(-2);
  assert.equal([withheld.scored, withheld.anomaly_rate, withheld.reasons[0].code], [0, null, 'quality_failed']);
  assert.ok(newest.most_anomalous.length === 3 && newest.most_anomalous.every(({ reasons }) => reasons.length > 0));
  assert.equal(left(temporary), []);
  assert.equal(readdirSync(json.dir as string).sort(), ['NOTICE', 'artifacts', 'departures.csv', 'model', 'oads.yaml']);

  const verified = await runOads(['verify', 'oads-demo/artifacts'], options);
  assert.is(verified.code, 0, verified.stdout);
  const env = { ...options.env, OADS_AS_OF: '' };
  const again = await runOads(['run', '-c', 'oads-demo/oads.yaml', '--window', '2001-06-20/2001-06-25', '--step', '1d'], {
    ...options,
    env,
  });
  assert.match(again.stdout, /^6 steps: 6 skipped: their runs are there$/m);
  const documented = [
    ...PROMISED.slice(NEXT_AT)
      .join('\n')
      .matchAll(/^ {2}# (.+)\n {2}(.+)$/gm),
  ].map(([, shows, command]) => [command, shows]);
  assert.equal(
    documented.map(([command]) => command),
    json.next,
  );
  for (const [command, shows] of documented.filter(([one]) => !/^oads (?:serve|init) /.test(one))) {
    const { code: ended, stderr: complaint } = await runOads(command.split(' ').slice(1), options);
    assert.is(ended, shows.endsWith('ends with 1') ? 1 : 0, `${command}: ${complaint}`);
  }
});

test('stopped in the middle of the runs, it leaves nothing, be the directory named or not', async ({ dir, temporary, options }) => {
  mkdirSync(path.join(dir, 'empty'));
  for (const [args, signal, expected] of [
    [[], 'SIGTERM', 143],
    [['--dir', 'empty'], 'SIGINT', 130],
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
  const taken = createServer().listen(0, '127.0.0.1').unref();
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const full = faultEnv({ under: temporary, trace: path.join(dir, 'trace'), nth: 3, act: { error: 'ENOSPC', lasting: true } });
  const cases: readonly [args: string[], env: Record<string, string>, code: number, message: RegExp][] = [
    [['--dir', 'full'], {}, 2, /expected a new or empty directory, got .*full, which is there already$/m],
    [['--port', String(port)], {}, 2, /expected to listen on 127\.0\.0\.1:\d+, but it is in use$/m],
    [['--config', 'oads.yaml'], {}, 2, /expected a flag that the command knows, got --config$/m],
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

test('a named directory must be new or empty; what is removed is what was made', async ({ dir }) => {
  const sample = path.join(root, 'demo');
  const at = (name: string) => path.join(dir, name);
  writeFileSync(at('file'), '');
  for (const [name, code, message] of [
    ['', 2, 'which is there already'],
    ['file', 2, 'which is there already'],
    ['file/below', 3, 'a file is in the way of a directory'],
  ] as const) {
    const error = await makePlace(at(name), sample).catch((thrown) => thrown);
    assert.is(error.exitCode, code);
    assert.ok(error.message.endsWith(message), error.message);
  }
  const gone = await makePlace(at('new/below'), sample);
  assert.ok(existsSync(at('new/below/model/bundle.json')));
  await gone.remove();
  const kept = await makePlace(at('kept'), sample);
  kept.keep();
  await kept.remove();
  assert.equal(readdirSync(dir).sort(), ['file', 'kept', 'tmp']);
});

test('what others put there meanwhile stays, and so do the directories that lead to it', async ({ dir }) => {
  const sample = path.join(root, 'demo');
  const at = (name: string) => path.join(dir, name);
  const [one, two] = [await makePlace(at('x/one'), sample), await makePlace(at('x/two'), sample)];
  writeFileSync(at('x/mine'), '');
  await one.remove();
  assert.ok(existsSync(at('x/two/oads.yaml')));
  writeFileSync(at('x/two/mine'), '');
  await two.remove();
  assert.equal(readdirSync(at('x'), { recursive: true }).sort(), ['mine', 'two', 'two/mine']);
});

test('of two demos that race for a directory one has it, and the other leaves it alone', async ({ dir }) => {
  const sample = path.join(root, 'demo');
  for (const isThere of [true, false]) {
    const place = path.join(dir, `shared-${isThere}`);
    if (isThere) mkdirSync(place);
    const results = await Promise.allSettled([makePlace(place, sample), makePlace(place, sample)]);
    assert.equal(results.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    const [lost] = results.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    assert.is(lost.code, 'OADS_USAGE_DEMO');
    assert.equal(readdirSync(place).sort(), ['NOTICE', 'artifacts', 'departures.csv', 'model', 'oads.yaml']);
    for (const result of results) if (result.status === 'fulfilled') await result.value.remove();
    assert.is(existsSync(place) && readdirSync(place).length > 0, false);
  }
});

test('relative to a working directory that is gone there is no place', async ({ dir, options }) => {
  const gone = path.join(dir, 'gone');
  const script = 'cd "$1" && rmdir "$1" && shift && exec "$@" demo --no-serve --dir below';
  mkdirSync(gone);
  const { status, stderr } = spawnSync('sh', ['-c', script, 'sh', gone, ...oadsCommand], {
    encoding: 'utf8',
    env: { ...process.env, ...options.env },
  });
  assert.is(status, 3, stderr);
  assert.match(stderr, /error\[OADS_STORE_FAILED\]: below cannot be made: the current working directory is no longer there$/m);
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
  await new Promise((resolve) => child?.once('close', resolve));
});

test.run();
