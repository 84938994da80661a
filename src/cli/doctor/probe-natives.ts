import { spawn } from 'node:child_process';
import path from 'node:path';
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

/** In a process of its own each: what crashes there leaves this one alive. Packages are looked for from `root`. */
export function probeNatives(root: string, executable?: string): Probe[] {
  const platform = `${process.platform}-${process.arch}`;
  const advice =
    executable === undefined
      ? `reinstall oads for ${platform} with its optional packages (npm ci), without copying node_modules between machines`
      : `remove ${root}, so that the next command unpacks it again; does that not help, get ${executable} for ${platform} again`;
  return [
    { name: 'polars', look: (signal) => load('Polars', POLARS, { root, signal, advice }) },
    { name: 'onnx runtime', look: (signal) => load('ONNX Runtime', RUNTIME, { root, signal, advice }) },
  ];
}

interface Surroundings {
  readonly root: string;
  readonly signal: AbortSignal;
  readonly advice: string;
}

async function load(what: string, script: string, { root, signal, advice }: Surroundings): Promise<Finding> {
  const from = path.join(root, 'package.json');
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
  if (killedBy !== null || code === null) return fail(`${what} crashed while it was loaded (${killedBy})`, advice, 4);
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const reason = lines.find((line) => /^\w*Error: /.test(line)) ?? lines[0] ?? `exit ${code}`;
  return fail(`${what} does not load: ${reason.slice(0, 200)}`, advice, 4);
}
