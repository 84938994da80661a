// Runs many commands of the built CLI in one process, one after the other, and tells of each what a process of its own would have
// shown: exit code, stdout, stderr. Dozens of cases cost one start. Signals and what a process leaves behind need real processes.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

if (process.env.OADS_BIN) throw new Error('OADS_BIN: expected each command in a process of the executable, got all in one of bin/run.js');
const [cases, outcomes] = process.argv.slice(2);
const root = new URL('../../', import.meta.url);
const realExit = process.exit;
const results = [];
let captured = { stdout: '', stderr: '' };
for (const name of ['stdout', 'stderr']) {
  process[name].setMaxListeners(0);
  process[name].write = (chunk, ...rest) => {
    captured[name] += chunk;
    rest.findLast((argument) => typeof argument === 'function')?.();
    return true;
  };
}
const { write } = process.stderr;
// Only now: what it writes is taken from the start.
const { main } = await import(new URL('dist/main.cjs', root));
process.chdir(fileURLToPath(pathToFileURL(`${JSON.parse(readFileSync(cases, 'utf8')).cwd}/`)));
for (const args of JSON.parse(readFileSync(cases, 'utf8')).commands) {
  captured = { stdout: '', stderr: '' };
  process.stderr.write = write; // main puts its own around it each time
  for (const event of ['uncaughtException', 'SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(event);
  process.argv = [process.execPath, fileURLToPath(new URL('bin/run.js', root)), ...args];
  process.exitCode = undefined;
  // A command that ends the process by itself never returns.
  const code = await new Promise((resolve) => {
    process.exit = (exit) => resolve(exit ?? process.exitCode ?? 0);
    main(new URL('bin/run.js', root).href).then(() => resolve(process.exitCode ?? 0), resolve);
  });
  results.push({ code, ...captured });
}
writeFileSync(outcomes, JSON.stringify(results));
realExit(0);
