import { spawn } from 'node:child_process';
import { type Finding, fail, type Probe, pass } from './probe.ts';

/** y = -x, as ONNX of opset 13: what a runtime must be able to do at least. */
const NEGATION = 'CAgSADoyCgsKAXgSAXkiA05lZxIBZ1oPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCBAoAEA0=';

const POLARS = `
process.report.excludeNetwork = true;
const pl = require('nodejs-polars');
if (pl.DataFrame({ a: [1, 2, 3] }).select(pl.col('a').sum()).row(0)[0] !== 6) throw new Error('1 + 2 + 3 is not 6');
console.log(require('nodejs-polars/package.json').version);`;

const RUNTIME = `
const { InferenceSession, Tensor } = require('onnxruntime-node');
(async () => {
  const session = await InferenceSession.create(Buffer.from('${NEGATION}', 'base64'));
  const { y } = await session.run({ x: new Tensor('float32', [2], [1]) });
  if (y.data[0] !== -2) throw new Error('-2 came out as ' + y.data[0]);
  console.log(require('onnxruntime-node/package.json').version);
})().catch((error) => { console.error(error.message); process.exitCode = 1; });`;

/** In a process of its own each: what crashes there leaves this one alive. `from` is the file that packages are looked for from. */
export function probeNatives(from: string): Probe[] {
  return [
    { name: 'polars', look: (signal) => load('Polars', POLARS, from, signal) },
    { name: 'onnx runtime', look: (signal) => load('ONNX Runtime', RUNTIME, from, signal) },
  ];
}

async function load(what: string, script: string, from: string, signal: AbortSignal): Promise<Finding> {
  const source = `const require = process.getBuiltinModule('node:module').createRequire(${JSON.stringify(from)});${script}`;
  const env = { ...process.env, ORT_DISABLE_TELEMETRY: '1', NODE_OPTIONS: '' };
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], { env, signal, stdio: ['pipe', 'pipe', 'pipe'] });
  // Not `ignore`: that needs /dev/null, which a bare root directory lacks.
  child.stdin.end();
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code, killedBy] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (...ending) => resolve(ending));
  });
  if (code === 0) return pass(`${stdout.trim()} loads and computes`);
  const advice = `reinstall oads for ${process.platform}-${process.arch} with its optional packages (npm ci), without copying node_modules between machines`;
  if (killedBy !== null || code === null) return fail(`${what} crashed while it was loaded (${killedBy})`, advice, 4);
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const reason = lines.find((line) => /^\w*Error: /.test(line)) ?? lines[0] ?? `exit ${code}`;
  return fail(`${what} does not load: ${reason.slice(0, 200)}`, advice, 4);
}
