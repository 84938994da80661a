import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';
import { CANARY, findCanaries, LEAKY_PLUGIN } from '../support/canary.ts';
import { type CliOptions, type Finished, runOads, scratchDir } from '../support/cli.ts';
import { type Fault, faultSuite, type Scene } from '../support/faults.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { makeSmallPipeline, type SmallPipeline } from '../support/small-pipeline.ts';

let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;
let server: TestPostgres;
/** Where the plugin is. */
let plugins: Record<string, string>;

const SECRETS = { API_TOKEN: 'canary-token-7f3a', OADS_MASK_KEY: 'canary-mask-key-0123456789' };
const MASK = 'mask_key: "${OADS_MASK_KEY}"';

/** The small pipeline with one more column that nobody may see, and `columns` as given; its files lie in the scene's directory. */
function configure({ dir }: Scene, columns: string, change: (yaml: string) => string = (yaml) => yaml): void {
  cpSync(path.join(scratch.dir, 'files'), dir, { recursive: true });
  const yaml = readFileSync(pipeline.config, 'utf8').replace(
    '    mode: {type: text}\n',
    '    mode: {type: text}\n    customer: {type: text}\n',
  );
  writeFileSync(path.join(dir, 'oads.yaml'), change(columns === '' ? yaml : `${yaml}columns: {${columns}}\n`));
}

/** Runs the pipeline and looks for the canary in all that it said and left. */
async function run(scene: Scene, options: CliOptions = {}, args: readonly string[] = ['run', '-c', 'oads.yaml']): Promise<Finished> {
  const usesPlugin = readFileSync(path.join(scene.dir, 'oads.yaml'), 'utf8').includes('desk:');
  const finished = await scene.run(args, { ...options, env: { ...SECRETS, ...(usesPlugin && plugins), ...options.env } });
  assert.not.ok(`${finished.stdout}${finished.stderr}`.includes(CANARY), finished.stdout + finished.stderr);
  mkdirSync(scene.artifacts, { recursive: true });
  assert.equal(await findCanaries(scene.artifacts), []);
  return finished;
}

async function certify({ dir }: Scene): Promise<void> {
  const { code, stderr } = await runOads(['run', '-c', 'oads.yaml'], { cwd: dir, env: SECRETS });
  if (code !== 0) throw new Error(stderr);
}

function alterBatch({ dir }: Scene, change: (csv: string) => string): void {
  const batch = path.join(dir, 'batch.csv');
  writeFileSync(batch, change(readFileSync(batch, 'utf8')));
}

/** A config that is refused before anything is read. */
function refused(fault: string, columns: string, says: RegExp, variables: Record<string, string> = {}): Fault {
  const provoke = async (scene: Scene) => {
    configure(scene, columns);
    await run(scene, { env: variables });
  };
  return { fault, provoke, exit: 2, says, after: 'nothing written' };
}

const warning = ({ stderr }: Finished) => stderr.split('\n').find((line) => line.startsWith('warning: ')) ?? '';

/** `source` in place of the pipeline's own; what the source lacks of it does not matter. */
const withSource = (source: string) => (yaml: string) =>
  `version: 1\npipeline: shipments\nartifacts: artifacts\nsource: ${source}\n${yaml.slice(yaml.indexOf('columns: {', yaml.indexOf('artifacts:')))}`;

const test = faultSuite({
  section: 'privacy',
  before: async () => {
    scratch = await scratchDir();
    const at = (name: string) => path.join(scratch.dir, name);
    const starting = startTestPostgres();
    pipeline = await makeSmallPipeline(scratch.dir);
    server = await starting;
    await server.query(`create table people (ssn text, n int); insert into people values ('${CANARY}-1', 1), ('${CANARY}-1', 2)`);
    mkdirSync(at('files'));
    cpSync(at('model'), at('files/model'), { recursive: true });
    const rows = readFileSync(pipeline.batch, 'utf8').trimEnd().split('\n');
    writeFileSync(
      at('files/batch.csv'),
      `${rows.map((row, index) => `${row},${index === 0 ? 'customer' : `${CANARY}-${index}`}`).join('\n')}\n`,
    );
    mkdirSync(at('plugin'));
    const hooks = { 'oads:register': './register.js' };
    const manifest = { name: '@desk/plugin-desk', version: '1.0.0', type: 'module', keywords: ['oclif-plugin'], oclif: { hooks } };
    writeFileSync(at('plugin/package.json'), JSON.stringify(manifest));
    writeFileSync(at('plugin/register.js'), LEAKY_PLUGIN);
    plugins = { OADS_DATA_DIR: at('data'), OADS_CONFIG_DIR: at('config'), OADS_CACHE_DIR: at('cache') };
    const linked = await runOads(['plugins', 'link', at('plugin'), '--no-install'], { env: plugins });
    if (linked.code !== 0) throw new Error(linked.stderr);
  },
  after: async () => {
    await server?.stop();
    await scratch.remove();
  },
  faults: [
    {
      fault: 'a server refuses the password, which stands in the config',
      provoke: async (scene) => {
        const connection = `postgres://${server.user}:${CANARY}-wrong@${server.host}:${server.port}/${server.database}`;
        configure(
          scene,
          'drop: [x]',
          withSource(`{loader: postgres, options: {connection: "${connection}", table: people, order_by: [n]}}`),
        );
        await run(scene);
      },
      exit: 3,
      says: /OADS_SOURCE_CREDENTIALS.*the server refused the password/,
      after: 'nothing written',
    },
    {
      fault: 'the password in a URL is not percent-encoded',
      provoke: async (scene) => {
        const connection = `postgres://reader:p@ss/${CANARY}#1@db.example.org/ops`;
        configure(scene, 'drop: [x]', withSource(`{loader: postgres, options: {connection: "${connection}", table: t, order_by: [n]}}`));
        await run(scene);
      },
      exit: 2,
      says: /OADS_SOURCE_CONNECTION.*percent-encoding/,
      after: 'nothing written',
    },
    {
      fault: 'YAML breaks in the line that holds a secret',
      provoke: async (scene) => {
        configure(scene, '');
        appendFileSync(path.join(scene.dir, 'oads.yaml'), `columns:\n  mask: [customer]\n  mask_key: *${CANARY}-0123456789\n`);
        await run(scene);
      },
      exit: 2,
      says: /OADS_CONFIG_SYNTAX.*oads\.yaml:\d+:\d+ not valid YAML: unidentified alias$/,
      after: 'nothing written',
    },
    {
      fault: "the fallback's path holds a token",
      provoke: async (scene) => {
        configure(scene, 'drop: [x, customer]', (yaml) =>
          yaml
            .replace('    customer: {type: text}\n', '')
            .replace('path: batch.csv', 'path: gone.csv')
            .concat('fallback: {max_age: 365d, file: {path: "${API_TOKEN}.csv"}}\n'),
        );
        cpSync(path.join(scene.dir, 'batch.csv'), path.join(scene.dir, `${SECRETS.API_TOKEN}.csv`));
        await run(scene);
      },
      exit: 0,
      says: /\*{5}\.csv instead of file, which was not available \(OADS_SOURCE_MISSING\)/,
      after: 'a new run, qualified',
    },
    {
      fault: "a plugin's loader throws an error that holds its key and a token",
      provoke: async (scene) => {
        configure(scene, 'drop: [x]', withSource(`{loader: "desk:throws", options: {api_key: ${CANARY}-literal}}`));
        await run(scene);
      },
      exit: 4,
      says: /OADS_PLUGIN_FAILED.*loader "throws" of plugin "desk" failed: 403 for key \*{5} and token \*{5}$/,
      after: 'nothing written',
    },
    {
      fault: "a plugin's check throws an error that holds a token",
      provoke: async (scene) => {
        configure(scene, 'drop: [x, customer]', (yaml) =>
          yaml.replace('    customer: {type: text}\n', '').replace('checks:\n', 'checks:\n  - {check: "desk:asks"}\n'),
        );
        await run(scene);
      },
      exit: 1,
      says: /quality failed and the gate blocks \[desk-asks: 401 from https:\/\/u:\*{5}@h\/x\?api_key=\*{5}\]/,
      after: 'a new run, withheld; no last_good',
    },
    refused(
      'the variable of the mask key is not set',
      'mask: [customer], mask_key: "${NO_SUCH_KEY}"',
      /columns\.mask_key: .*NO_SUCH_KEY to be set/,
    ),
    refused('the mask key is too short', `mask: [customer], ${MASK}`, /columns\.mask_key: expected at least 16 characters, got 12$/, {
      OADS_MASK_KEY: 'canary-short',
    }),
    refused('columns are to be masked without a key', 'mask: [customer]', /columns\.mask: expected `mask_key` beside `mask`/),
    refused(
      'the column of a feature is to be masked',
      `mask: [hours], ${MASK}`,
      /columns\.mask\[0\]: .*"hours", whose values feature "hours" reads$/,
    ),
    refused(
      'a column whose freshness is checked is to be masked',
      `mask: [customer, shipped], ${MASK}`,
      /columns\.mask\[1\]: .*check "fresh"/,
    ),
    refused(
      'a column of the contract is to be dropped',
      'drop: [id]',
      /columns\.drop\[0\]: expected a column that nothing needs, got "id"/,
    ),
    refused(
      'a column of the contract is not among those to keep',
      'keep: [id, shipped, weight, hours, mode]',
      /columns\.keep: expected "customer"/,
    ),
    {
      fault: 'a column that is to be masked is not in the source: misspelt, or renamed there',
      provoke: async (scene) => {
        configure(scene, `mask: [customer], ${MASK}`, (yaml) => yaml.replace('    customer: {type: text}\n', ''));
        alterBatch(scene, (csv) => csv.replace('mode,customer', 'mode,client'));
        await run(scene);
      },
      exit: 3,
      says: /OADS_COLUMN_MISSING.*expected the column "customer", which is to be masked, got \d+ others/,
      after: 'nothing written',
    },
    {
      fault: 'a column that is to be dropped is not in the source',
      provoke: async (scene) => {
        configure(scene, 'drop: [customer, remarks]', (yaml) => yaml.replace('    customer: {type: text}\n', ''));
        await run(scene);
      },
      exit: 0,
      line: warning,
      says: /columns\.drop names "remarks", a column that the source does not have/,
      after: 'a new run, certified',
    },
    {
      fault: 'the source is gone: the last good rows are masked already, and not once more',
      provoke: async (scene) => {
        configure(scene, `mask: [id, customer], ${MASK}`, (yaml) => `${yaml}fallback: {max_age: 365d}\n`);
        await certify(scene);
        rmSync(path.join(scene.dir, 'batch.csv'));
        const { stdout } = await run(scene);
        assert.match(stdout, /quality flag +pass \(11 passed/);
      },
      exit: 0,
      says: /the rows of the last good load instead of file,/,
      after: 'a new run, qualified; last_good stays',
    },
    {
      fault: 'the same with another mask key: tokens of the old one are no integers',
      provoke: async (scene) => {
        configure(scene, `mask: [id, customer], ${MASK}`, (yaml) => `${yaml}fallback: {max_age: 365d}\n`);
        await certify(scene);
        rmSync(path.join(scene.dir, 'batch.csv'));
        await run(scene, { env: { OADS_MASK_KEY: 'another-key-of-some-length' } });
      },
      exit: 1,
      says: /quality failed and the gate blocks \[contract-id: 1,000 unreadable as integer of 1,000 values/,
      after: 'a new run, withheld; last_good stays',
    },
    {
      fault: 'a masked column was readable in the last good rows',
      provoke: async (scene) => {
        configure(scene, '', (yaml) => `${yaml}fallback: {max_age: 365d}\n`);
        await certify(scene);
        rmSync(path.join(scene.dir, 'artifacts/shipments/runs'), { recursive: true });
        rmSync(path.join(scene.dir, 'artifacts/shipments/latest'));
        rmSync(path.join(scene.dir, 'artifacts/shipments/last_good'));
        rmSync(path.join(scene.dir, 'batch.csv'));
        appendFileSync(path.join(scene.dir, 'oads.yaml'), `columns: {mask: [customer], ${MASK}}\n`);
        const { code } = await scene.run(['run', '-c', 'oads.yaml'], { env: SECRETS });
        assert.is(code, 0);
        assert.equal(await findCanaries(path.join(scene.artifacts, 'shipments/runs')), []);
      },
      exit: 0,
      says: /the rows of the last good load instead of file,/,
      after: 'a new run, qualified',
    },
    {
      fault: 'a value of a masked column cannot be read as its type',
      provoke: async (scene) => {
        configure(scene, `mask: [id, customer], ${MASK}`);
        alterBatch(scene, (csv) => csv.replace('\n5003,', `\n${CANARY}-5003,`));
        await run(scene);
      },
      exit: 1,
      says: /contract-id: 1 unreadable as integer of 1,000 values/,
      after: 'a new run, withheld; no last_good',
    },
    {
      fault: 'a line of NDJSON with masked values is broken',
      provoke: async (scene) => {
        configure(scene, `mask: [customer], ${MASK}`, (yaml) => yaml.replace('path: batch.csv', 'path: batch.ndjson'));
        writeFileSync(path.join(scene.dir, 'batch.ndjson'), `{"customer": "${CANARY}", "id": 1}\n{"customer": ${CANARY}}\n`);
        await run(scene);
      },
      exit: 3,
      says: /batch\.ndjson: line 2: expected one flat JSON object, got a line that is no JSON/,
      after: 'nothing written',
    },
    {
      fault: 'two rows are told apart by no column, and their key is masked',
      provoke: async (scene) => {
        const options = `{connection: "${server.connectionString}", table: people, order_by: [ssn]}`;
        configure(scene, `mask: [ssn], ${MASK}`, withSource(`{loader: postgres, options: ${options}}`));
        await run(scene);
      },
      exit: 3,
      says: /OADS_SOURCE_ORDER_TIE.*row 1 \(ssn = \(hidden\)\) and row 2 \(ssn = \(hidden\)\)/,
      after: 'nothing written',
    },
    {
      fault: 'the umask lets everyone read and write',
      provoke: async (scene) => {
        configure(scene, `mask: [customer], ${MASK}`);
        alterBatch(scene, (csv) => csv.replace(/\n5003,([^,]+),[^,]+/, '\n5003,$1,-1')); // set aside, so that there is a quarantine
        const before = process.umask(0);
        try {
          await run(scene);
        } finally {
          process.umask(before);
        }
      },
      exit: 0,
      says: /quality checks warned \[weight-possible: /,
      after: 'a new run, qualified',
    },
  ],
});
test.run();
