#!/usr/bin/env node
import { tellIdentity } from './tell-identity.js';

// ONNX Runtime would otherwise write device ids and databases into the home directory.
process.env.ORT_DISABLE_TELEMETRY = '1';
// oclif would read a package for comparing versions, to tell what package.json asks for anyway.
process.env.OCLIF_DISABLE_ENGINE_WARNING = '1';

tellIdentity(process.env);

const [only, ...more] = process.argv.slice(2);
if (more.length === 0 && (only === '--version' || only === '-v' || only === 'version')) {
  // Answered without loading the command framework: twice as fast.
  const [{ readFileSync }, { printVersion }] = await Promise.all([import('node:fs'), import('./print-version.js')]);
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  printVersion(version);
} else {
  // What V8 compiled of the program is kept beside it, where whoever set oads up may write; elsewhere Node goes on without.
  const [{ enableCompileCache }, { fileURLToPath }] = await Promise.all([import('node:module'), import('node:url')]);
  enableCompileCache?.(fileURLToPath(new URL('../dist/compiled', import.meta.url)));
  const { loadProgram } = await import('./load-program.js');
  const { main } = loadProgram(fileURLToPath(new URL('../dist/main.cjs', import.meta.url)), only);
  await main(import.meta.url);
}
