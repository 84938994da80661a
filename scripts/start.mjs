// `npm start`: the main job on real records. A real PostgreSQL with 3 million flights, the us-flights pipeline on its last
// week, the system summary, then the dashboard until Ctrl-C. Further arguments go to `oads serve` (--port 9000).
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPostgres } from './embedded-postgres.mjs';
import { fillFlights } from './flights-database.mjs';
import { forwardSignals, receivedSignal, spawnForwarding } from './spawn-forwarding.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const config = join(root, 'config', 'us-flights.yaml');
/** The records end with June 2001: this is their present. */
const AS_OF = process.env.OADS_START_AS_OF ?? '2001-07-01T00:00:00Z';
const say = (line) => process.stderr.write(`${line}\n`);
const oads = (args, env) =>
  spawnForwarding(process.execPath, [join(root, 'bin', 'run.js'), ...args], { stdio: 'inherit', env: { ...process.env, ...env } });

let postgres;
// Between two children a signal finds nobody to pass it on to.
forwardSignals(async () => {
  await postgres?.stop();
  say('stopped');
});
say('1/4 starting an embedded PostgreSQL …');
postgres = await startPostgres({ dataDir: join(root, '.oads', 'postgres') });
try {
  say(`    ready on 127.0.0.1:${postgres.port}`);
  const filled = await fillFlights(postgres.connectionString, (line) => say(`2/4 ${line}`));
  say(filled ? '    done' : '2/4 3,000,000 flights are in the table `flights`');
  const env = { OADS_DATABASE_URL: postgres.connectionString };

  say(`3/4 oads run --config config/us-flights.yaml --as-of ${AS_OF}`);
  const exitCode = await oads(['run', '--config', config, '--as-of', AS_OF], env);
  process.exitCode = exitCode;
  if (exitCode <= 1 && !receivedSignal()) {
    say('4/4 oads serve --config config/us-flights.yaml');
    const given = process.argv.slice(2);
    const port = given.some((argument) => argument.startsWith('--port')) ? [] : ['--port', String(await freePort(8080))];
    process.exitCode = await oads(['serve', '--config', config, ...port, ...given], env);
    // Ctrl-C is how it ends: that is no failure.
    if (receivedSignal()) process.exitCode = 0;
  }
} finally {
  await postgres.stop();
  say('stopped');
}

/** The port if nobody listens there, else 0: any free one. */
async function freePort(wanted) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(0));
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => resolve(wanted)));
  });
}
