// The states of the dashboard, each made by real runs of oads on real flights; where a state needs trouble, the rows are altered as said here.
import { appendFileSync, cpSync, lstatSync, lutimesSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { spawnForwarding } from '../spawn-forwarding.mjs';
import { scanFlights } from '../us-flights.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** The last run looks as of this time, and the page is seen a quarter of an hour later. */
export const AS_OF = '2001-07-01T00:00:00Z';
const WEEKS = 9;
const WEEK_MS = 7 * 86_400_000;

/** Pipeline → what happens to the rows of its last week. */
const ALTERED = {
  'one in 300 flights lands where it started': (pl) => ({
    destination: pl
      .when(pl.col('id').modulo(pl.lit(300)).eq(pl.lit(0)))
      .then(pl.col('origin'))
      .otherwise(pl.col('destination')),
  }),
  'every delay is an hour more': (pl) => ({ delay: pl.col('delay').add(pl.lit(60)).cast(pl.Int64) }),
  'one airport in ten is written in lower case': (pl) => ({
    origin: pl
      .when(pl.col('id').modulo(pl.lit(10)).eq(pl.lit(0)))
      .then(pl.col('origin').str.toLowerCase())
      .otherwise(pl.col('origin')),
  }),
};

export const SCENES = [
  { name: 'certified' },
  { name: 'qualified', altered: 'one in 300 flights lands where it started' },
  { name: 'rank-only', altered: 'every delay is an hour more' },
  { name: 'withheld', altered: 'one airport in ten is written in lower case' },
  { name: 'fallback', source: 'gone.parquet' },
  { name: 'stale', seenAfterMs: 3 * 86_400_000 },
  { name: 'damaged', damage: true },
  { name: 'no-data', empty: true },
];

/** Makes the artifacts directory of every scene below `dir`. */
export async function makeScenes(dir, say) {
  await writeWeeks(dir);
  const base = join(dir, 'base');
  const config = writeConfig(dir, 'flights.parquet');
  for (let week = WEEKS - 1; week >= 0; week--) {
    const asOf = new Date(Date.parse(AS_OF) - week * WEEK_MS).toISOString();
    say(`run as of ${asOf}`);
    await run(config, asOf, base);
  }
  const made = [];
  for (const scene of SCENES) {
    say(scene.name);
    const artifacts = join(dir, scene.name);
    if (scene.empty) mkdirSync(artifacts);
    else cpSync(base, artifacts, { recursive: true, verbatimSymlinks: true });
    if (!scene.empty) stampLinks(artifacts, AS_OF);
    if (scene.altered) await run(writeConfig(dir, `${Object.keys(ALTERED).indexOf(scene.altered)}.parquet`), AS_OF, artifacts);
    if (scene.source) await run(writeConfig(dir, scene.source), AS_OF, artifacts);
    if (scene.damage) appendFileSync(join(realpathSync(join(artifacts, 'us-flights', 'latest')), 'system_state.json'), ' ');
    made.push({ ...scene, artifacts });
  }
  return made;
}

async function writeWeeks(dir) {
  const from = new Date(Date.parse(AS_OF) - WEEKS * WEEK_MS).toISOString();
  const { pl, flights } = await scanFlights({ from, to: AS_OF });
  const rows = await flights.collect();
  rows.writeParquet(join(dir, 'flights.parquet'));
  for (const [index, change] of Object.values(ALTERED).entries()) {
    const columns = Object.entries(change(pl)).map(([name, values]) => values.alias(name));
    rows.withColumns(...columns).writeParquet(join(dir, `${index}.parquet`));
  }
}

/** The shipped config with a file for its source. */
function writeConfig(dir, source) {
  const text = readFileSync(join(root, 'config', 'us-flights.yaml'), 'utf8');
  const file = join(dir, `${source}.yaml`);
  writeFileSync(
    file,
    text
      .replace(/^source:\n(?: .*\n)+/m, `source: {loader: file, options: {path: ${source}}}\n`)
      .replace('../models/us-flights', join(root, 'models', 'us-flights')),
  );
  return file;
}

/** A run five minutes after its as-of time, by the clock of those days. */
async function run(config, asOf, artifacts) {
  const clock = new Date(Date.parse(asOf) + 5 * 60_000).toISOString();
  const preload = ['--import', new URL('clock.mjs', import.meta.url).href];
  const args = [...preload, join(root, 'bin', 'run.js'), 'run', '-c', config, '--as-of', asOf, '--artifacts', artifacts, '--quiet'];
  const env = { ...process.env, SCREENSHOT_CLOCK: clock };
  const code = await spawnForwarding(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'], env });
  if (code > 1) throw new Error(`oads run --as-of ${asOf} ended with ${code}`);
  stampLinks(artifacts, asOf);
}

/** The time of a link tells when its run's result was last confirmed. */
function stampLinks(artifacts, asOf) {
  const seconds = Date.parse(asOf) / 1000 + 310;
  for (const name of ['latest', 'last_good']) {
    const link = join(artifacts, 'us-flights', name);
    if (lstatSync(link, { throwIfNoEntry: false })) lutimesSync(link, seconds, seconds);
  }
}
