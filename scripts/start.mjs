// `npm start`: the main job on real records. A real PostgreSQL with 3 million flights, the us-flights pipeline on its last
// week, the system summary, then the dashboard until Ctrl-C.
//
//   npm start [-- --port 8080] [--as-of 2001-07-01T00:00:00Z] [--artifacts DIR] [--data DIR]
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPostgres } from './embedded-postgres.mjs';
import { fillFlights } from './flights-database.mjs';
import { exitCodeOf, forwardSignals, receivedSignal, spawnForwarding } from './spawn-forwarding.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const config = join(root, 'config', 'us-flights.yaml');
const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    // The records end with June 2001: this is their present.
    'as-of': { type: 'string', default: '2001-07-01T00:00:00Z' },
    artifacts: { type: 'string', default: join(root, 'artifacts') },
    data: { type: 'string', default: join(root, '.oads', 'postgres') },
  },
});
const artifacts = resolve(values.artifacts);
const say = (line) => process.stderr.write(`${line}\n`);

let postgres;
// Between two children a signal finds nobody to pass it on to.
forwardSignals(async (signal) => {
  await postgres?.stop();
  say('stopped');
  process.exit(exitCodeOf(signal));
});
say('1/4 starting an embedded PostgreSQL …');
try {
  postgres = await startPostgres({ dataDir: resolve(values.data) });
} catch (error) {
  // Most often another `npm start` of this checkout: what to do stands in the message, a stack would only hide it.
  say(`error: ${error.message}`);
  process.exit(3);
}
const env = { ...process.env, OADS_DATABASE_URL: postgres.connectionString };
const oads = (args) => spawnForwarding(process.execPath, [join(root, 'bin', 'run.js'), ...args], { stdio: 'inherit', env });
try {
  say(`    ready on 127.0.0.1:${postgres.port}`);
  const filled = await fillFlights(postgres.connectionString, (line) => say(`2/4 ${line}`));
  say(filled ? '    done' : '2/4 3,000,000 flights are in the table `flights`');

  say(`3/4 oads run --config config/us-flights.yaml --as-of ${values['as-of']}`);
  process.exitCode = await oads(['run', '--config', config, '--as-of', values['as-of'], '--artifacts', artifacts]);
  if (process.exitCode <= 1 && !receivedSignal()) {
    say('4/4 oads serve --config config/us-flights.yaml');
    const port = values.port ?? String(await findPort(8080));
    process.exitCode = await oads(['serve', '--config', config, '--artifacts', artifacts, '--port', port]);
    // Ctrl-C is how it ends: that is no failure.
    if (receivedSignal()) process.exitCode = 0;
  }
} finally {
  await postgres.stop();
  say('stopped');
}

/** The port if nobody listens there, else 0: any free one. */
async function findPort(wanted) {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(0));
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => done(wanted)));
  });
}
