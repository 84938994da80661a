import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Probed, runProbes, worstExitCode } from '../../src/cli/doctor/probe.ts';
import { judgeRoom, probeArtifacts, probeMemory, probeNode, probeOpenFiles, probeTemporary } from '../../src/cli/doctor/probe-machine.ts';
import { probeNatives } from '../../src/cli/doctor/probe-natives.ts';
import { probeSource } from '../../src/cli/doctor/probe-pipeline.ts';
import { probeProgram } from '../../src/cli/doctor/probe-program.ts';
import { renderProbes } from '../../src/cli/render/probes.ts';
import type { Plan } from '../../src/core/pipeline/plan.ts';
import { root, runJson, scratchDir } from '../support/cli.ts';

const test = suite('cli/doctor');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
const at = (name: string) => path.join(scratch.dir, name);

test.before(async () => {
  scratch = await scratchDir();
});
test.after(() => scratch.remove());

interface Doctor {
  probes: { name: string; status: string; observed: string; hint: string | null }[];
  exit_code: number;
}
const doctor = async (...args: string[]) => runJson<Doctor>(['doctor', ...args], { cwd: scratch.dir });
const find = (json: Doctor, name: string) => json.probes.find((probe) => probe.name === name);

test('without a config: everything that a run needs is looked at, and all is well', async () => {
  const { code, json, stderr } = await doctor();
  assert.is(code, 0, stderr);
  const names = ['oads', 'node', 'polars', 'onnx runtime', 'temporary directory', 'open files', 'memory', 'plugins', 'config', 'artifacts'];
  for (const name of names) assert.ok(find(json, name), name);
  assert.is(find(json, 'polars')?.status, 'pass');
  assert.is(find(json, 'onnx runtime')?.status, 'pass');
});

test('a closed port is a source that fails with 3, a damaged bundle is worse; no password is shown', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  const options = `{connection: "postgres://me:hunter22@127.0.0.1:${port}/ops", table: t, order_by: [id]}`;
  const config = `version: 1\npipeline: p\nsource: {loader: postgres, options: ${options}}\nmodel: {path: bundle}\n`;
  cpSync(path.join(root, 'models', 'us-flights'), at('bundle'), { recursive: true });
  writeFileSync(at('oads.yaml'), config);
  const closed = await doctor();
  assert.equal([closed.code, find(closed.json, 'source')?.status, find(closed.json, 'model bundle')?.status], [3, 'fail', 'pass']);
  assert.not.match(closed.stdout, 'hunter22');
  assert.ok(find(closed.json, 'source')?.hint);

  writeFileSync(path.join(at('bundle'), 'calibration.f32'), 'damaged');
  const damaged = await doctor();
  assert.equal([damaged.code, find(damaged.json, 'model bundle')?.status], [4, 'fail']);
});

test('a file that is not there, or is none, fails with 3; of what nobody opened it says so', async () => {
  const look = async (file: string) => {
    const plan = { config: { baseDir: scratch.dir, source: { loader: 'file', options: { path: file } } } } as unknown as Plan;
    const [{ status, observed, exitCode }] = await runProbes([probeSource(plan)]);
    return `${status} ${exitCode} ${observed.replace(scratch.dir, '')}`;
  };
  writeFileSync(at('rows.csv'), 'a\n1\n');
  writeFileSync(at('empty.csv'), '');
  assert.is(await look('rows.csv'), 'pass 0 /rows.csv: can be opened, 4 bytes');
  assert.is(await look('empty.csv'), 'warn 0 /empty.csv: is empty');
  assert.is(await look('gone.csv'), 'fail 3 /gone.csv: no such file');
  assert.is(await look('rows.csv/x'), 'fail 3 /rows.csv/x: no such file');
  assert.is(await look('.'), 'fail 3 : a directory, not a file');
  const plan = { config: { source: { loader: 'acme:queue', options: {} } } } as unknown as Plan;
  assert.match(
    renderProbes(await runProbes([probeSource(plan)])),
    /^SKIP +source +loader acme:queue: not looked at[^]*0 passed, 0 warned, 0 failed, 1 skipped$/,
  );
});

test('the single executable says where it lies, where it is unpacked, and what room is left there', async () => {
  const [npm, ...none] = await runProbes(probeProgram('1.2.3', scratch.dir));
  assert.equal([npm.observed, none], [`1.2.3 in ${scratch.dir}`, []]);
  const [program, unpacked] = await runProbes(probeProgram('1.2.3', scratch.dir, '/usr/bin/oads'));
  assert.is(program.observed, '1.2.3, /usr/bin/oads');
  assert.is(unpacked.name, 'unpacked program');
  assert.match(unpacked.observed.replace(scratch.dir, 'DIR'), /^DIR: \S+ [MG]B free$/);
  const full = judgeRoom(scratch.dir, 'make room', Number.POSITIVE_INFINITY);
  assert.equal([full.status, full.advice], ['warn', 'make room']);
});

test('an invalid config is said, and the machine is looked at all the same', async () => {
  writeFileSync(at('invalid.yaml'), 'version: 1\n');
  const { code, json } = await doctor('--config', at('invalid.yaml'));
  assert.equal([code, find(json, 'config')?.status, find(json, 'polars')?.status], [2, 'fail', 'pass']);
});

test('a file in the way of the artifacts is found', async () => {
  writeFileSync(at('in-the-way'), '');
  const [probed] = await runProbes([probeArtifacts(at('in-the-way/artifacts'))]);
  assert.equal([probed.status, probed.exitCode], ['fail', 3]);
  const [fresh] = await runProbes([probeArtifacts(at('new/artifacts'))]);
  assert.is(fresh.status, 'pass');
});

test('a temporary directory that is not there is found', async () => {
  const [probed] = await runProbes([probeTemporary(at('gone'))]);
  assert.equal([probed.status, probed.exitCode, probed.observed], ['fail', 3, `${at('gone')}: no such directory`]);
});

test('native libraries that are missing, or that crash, are found by a process of their own', async () => {
  mkdirSync(at('empty'));
  const missing = await runProbes(probeNatives(at('empty')));
  for (const { status, exitCode, observed } of missing)
    assert.equal([status, exitCode, /Cannot find module/.test(observed)], ['fail', 4, true]);
  assert.match(missing[0].advice ?? '', /npm ci/);
  const [unpacked] = await runProbes(probeNatives(at('empty'), '/usr/bin/oads').slice(0, 1));
  assert.match(unpacked.advice ?? '', /^remove .*empty, so that the next command unpacks it again; .*get \/usr\/bin\/oads for /);
  assert.not.match(unpacked.advice ?? '', /npm|node_modules/);
  const crashing = path.join(at('crashing'), 'node_modules', 'nodejs-polars');
  mkdirSync(crashing, { recursive: true });
  writeFileSync(path.join(crashing, 'index.js'), "process.kill(process.pid, 'SIGSEGV');");
  const [polars] = await runProbes(probeNatives(at('crashing')).slice(0, 1));
  assert.equal([polars.status, polars.observed], ['fail', 'Polars crashed while it was loaded (SIGSEGV)']);
});

test('a plugin that throws is found, with its version', async () => {
  const dir = at('plugin-broken');
  mkdirSync(dir);
  const pjson = { name: '@desk/plugin-broken', version: '9.9.9', type: 'module', oclif: { hooks: { 'oads:register': './register.js' } } };
  writeFileSync(path.join(dir, 'package.json'), JSON.stringify(pjson));
  writeFileSync(path.join(dir, 'register.js'), "export default async () => { throw new Error('no luck'); };");
  const data = at('data');
  mkdirSync(data);
  const plugins = [{ name: pjson.name, type: 'link', root: dir }];
  writeFileSync(path.join(data, 'package.json'), JSON.stringify({ oclif: { schema: 1, plugins }, dependencies: {} }));
  const { code, json } = await runJson<Doctor>(['doctor'], { cwd: at('empty'), env: { OADS_DATA_DIR: data } });
  const found = find(json, 'plugin @desk/plugin-broken');
  assert.equal([code, found?.status], [4, 'fail']);
  assert.match(found?.observed ?? '', /9\.9\.9: .*no luck/);
});

test('limits: an old Node fails, few files and little memory warn', async () => {
  const few = 'Max open files            64                   4096                 files';
  const probes = [probeNode('20.11.0'), probeOpenFiles(few), probeMemory(2e8, 8e9), probeMemory(0, 8e9), probeNode('24.0.0')];
  const probed = await runProbes(probes);
  assert.equal(
    probed.map(({ status }) => status),
    ['fail', 'warn', 'warn', 'pass', 'pass'],
  );
});

test('a probe that throws or hangs does not spoil the next; the worst code wins', async () => {
  const broken = {
    name: 'broken',
    look: () => {
      throw new Error('oh');
    },
  };
  const hanging = { name: 'hanging', look: () => new Promise<never>(() => {}) };
  const probed = await runProbes([broken, hanging, probeNode('24.0.0')], 20);
  assert.equal(
    probed.map(({ status }) => status),
    ['fail', 'fail', 'pass'],
  );
  const as = (exitCode: number) => ({ exitCode }) as Probed;
  assert.is(worstExitCode([as(2), as(4), as(3)]), 4);
});

test.run();
