import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { CANARY, findCanaries, LEAKY_PLUGIN } from '../support/canary.ts';
import { type Finished, runOads, scratchDir } from '../support/cli.ts';
import { makeShipments, writeShipments } from '../support/small-pipeline.ts';

const test = suite('cli/secrets');
let scratch: Awaited<ReturnType<typeof scratchDir>>;

/** Canaries in every kind of secret. The last one needs encoding in a URL. */
const SECRETS = {
  API_TOKEN: 'canary-token-7f3a',
  PGPASSWORD: 'canary-pg-password',
  DB_SECRET: 'canary "quoted" \\ secret',
  OADS_MASK_KEY: 'canary-mask-key-0123456789',
  DATABASE_URL: `postgres://reader:${encodeURIComponent('p@ss/canary wörd')}@127.0.0.1:1/ops`,
};
/** Where the plugin is. */
let plugins: Record<string, string>;

test.before(async () => {
  scratch = await scratchDir();
  const at = (name: string) => path.join(scratch.dir, name);
  plugins = { OADS_DATA_DIR: at('data'), OADS_CONFIG_DIR: at('config'), OADS_CACHE_DIR: at('cache') };
  writeShipments(at('batch.csv'), makeShipments(100, 1));
  mkdirSync(at(SECRETS.API_TOKEN));
  writeShipments(at(`${SECRETS.API_TOKEN}/batch.csv`), makeShipments(100, 1));
  mkdirSync(at('plugin'));
  const hooks = { 'oads:register': './register.js' };
  const manifest = { name: '@desk/plugin-desk', version: '1.0.0', type: 'module', keywords: ['oclif-plugin'], oclif: { hooks } };
  writeFileSync(at('plugin/package.json'), JSON.stringify(manifest));
  writeFileSync(at('plugin/register.js'), LEAKY_PLUGIN);
  const linked = await runOads(['plugins', 'link', at('plugin'), '--no-install'], { env: plugins });
  if (linked.code !== 0) throw new Error(linked.stderr);
});
test.after(() => scratch.remove());

const FILE = 'source: {loader: file, options: {path: batch.csv}}\n';
const FALLBACK = 'fallback: {file: {path: "${API_TOKEN}/batch.csv"}}\n';
const postgres = (connection: string, more = 'table: t, order_by: [id]') =>
  `source: {loader: postgres, options: {connection: ${connection}, ${more}}}\n`;

/** What is wrong → command, rest of the config, exit code, whether to look at `--json`, too. */
const CASES: Record<string, [command: string[], yaml: string, exit: number, alsoJson?: true]> = {
  'a server that is not there, a password in the URL': [['run'], postgres('"${DATABASE_URL}"'), 3],
  'the same, with a fallback whose path holds a token': [['run'], postgres('"${DATABASE_URL}"') + FALLBACK, 4, true],
  'the same, in a single stage': [['check'], postgres('"${DATABASE_URL}"') + FALLBACK, 0, true],
  'a literal password that was not encoded': [['check'], postgres('"postgres://reader:p@ss/canary word@127.0.0.1:1/ops"'), 2, true],
  'a literal password in a query parameter': [['check'], postgres('"postgres://127.0.0.1:1/ops?user=u&password=canary-param"'), 3],
  'a literal password in no URL': [['check'], postgres('"host=h password=canary-dsn"'), 2],
  'a secret in the query': [['check'], postgres('"${DATABASE_URL}"', `query: "select '\${DB_SECRET}'", order_by: [id]`), 3],
  'a secret where another type is wanted': [['check'], postgres('["${DATABASE_URL}"]'), 2],
  'a secret of which a message shows a part': [
    ['check'],
    `${FILE}window: {column: shipped, length: "\${API_TOKEN}${'x'.repeat(90)}"}\n`,
    2,
  ],
  'a secret with quotes in a message': [['check'], `${FILE}window: {column: shipped, length: "\${DB_SECRET}"}\n`, 2, true],
  'a variable that is not closed': [['check'], `source: {loader: "desk:throws", options: {api_key: "\${canary-literal"}}\n`, 2],
  'YAML that breaks at a secret': [['check'], `${FILE}columns:\n  mask: [id]\n  mask_key: *canary-alias\n`, 2],
  'YAML that breaks behind a secret': [['check'], `${FILE}columns:\n  mask_key: "canary-open\n`, 2],
  'a tag before a secret': [['check'], `${FILE}columns:\n  mask: [id]\n  mask_key: !canary 0123456789abcdef\n`, 2],
  'a key of the mask that is no text': [['check'], `${FILE}columns: {mask: [id], mask_key: [canary-in-a-list]}\n`, 2],
  'a key of the mask that is too short': [['check'], `${FILE}columns: {mask: [id], mask_key: canary-short}\n`, 2],
  'a plugin that throws its option and a variable': [
    ['run'],
    'source: {loader: "desk:throws", options: {api_key: canary-literal-key}}\n',
    4,
  ],
  "a plugin's promise that nobody waits for": [['run'], 'source: {loader: "desk:rejects"}\n', 4, true],
  'a plugin that warns and writes to stderr': [['load'], 'source: {loader: "desk:warns"}\n', 0, true],
  'a check of a plugin that throws': [['run'], `${FILE}checks: [{check: "desk:asks"}]\n`, 4],
  'the same, written to a file': [['check', '-o', 'artifacts/quality.json'], `${FILE}checks: [{check: "desk:asks"}]\n`, 1, true],
  'a check whose options hold a secret': [['run'], `${FILE}checks: [{check: allowed, column: mode, values: ["\${API_TOKEN}"]}]\n`, 4],
  'an artifacts directory whose path holds a secret, and a file in its way': [
    ['run', '--artifacts', `batch.csv/${SECRETS.API_TOKEN}`],
    FILE,
    3,
  ],
  'an output whose path holds a secret': [['load', '-o', `${SECRETS.API_TOKEN}/out.csv`], FILE, 0],
  'an argument that holds a secret': [['check', `${SECRETS.API_TOKEN}.csv`], FILE, 3],
  'a flag that holds a secret': [['check', `--${SECRETS.API_TOKEN}`], FILE, 2, true],
  'a flag whose value holds a secret': [['check', '--as-of', SECRETS.API_TOKEN], FILE, 2],
};

async function refuseCanaries({ stdout, stderr }: Finished, what: string): Promise<void> {
  assert.not.ok(stdout.includes(CANARY), `${what}: stdout\n${stdout}`);
  assert.not.ok(stderr.includes(CANARY), `${what}: stderr\n${stderr}`);
}

for (const [index, [what, [args, yaml, exit, alsoJson]]] of Object.entries(CASES).entries()) {
  test(`no secret gets out: ${what}`, async () => {
    const dir = path.join(scratch.dir, `case-${index}`);
    mkdirSync(path.join(dir, 'artifacts'), { recursive: true });
    const config = path.join(scratch.dir, `case-${index}.yaml`);
    writeFileSync(config, `version: 1\npipeline: p\nartifacts: case-${index}/artifacts\n${yaml}`);
    const options = { cwd: scratch.dir, env: { ...SECRETS, ...(yaml.includes('desk:') && plugins), OADS_DEBUG: '1' } };
    const relative = args.map((arg) => arg.replace('artifacts/quality.json', `case-${index}/artifacts/quality.json`));
    const plain = await runOads([...relative, '-c', config, '--verbose'], options);
    await refuseCanaries(plain, what);
    assert.is(plain.code, exit, plain.stdout + plain.stderr);
    if (!alsoJson) return assert.equal(await findCanaries(dir), []);
    const asJson = await runOads([...relative, '-c', config, '--json'], options);
    await refuseCanaries(asJson, what);
    assert.is(asJson.code, exit, asJson.stdout + asJson.stderr);
    assert.not.throws(() => JSON.parse(asJson.stdout), asJson.stdout);
    assert.equal(await findCanaries(dir), []);
  });
}

test('the same secrets are in what the reader needs to find: a redactor that hides everything would be no use', async () => {
  const config = path.join(scratch.dir, 'plain.yaml');
  writeFileSync(config, `version: 1\npipeline: p\n${FILE}checks: [{check: "desk:asks"}]\n`);
  const { stdout } = await runOads(['check', '-c', config], { cwd: scratch.dir, env: { ...SECRETS, ...plugins } });
  assert.match(stdout, /ERROR desk-asks: 401 from https:\/\/u:\*{5}@h\/x\?api_key=\*{5}; expected approved with \*{5}/);
});

test('the mask key changes tokens and is found nowhere, not even in the digest of the config', async () => {
  const config = path.join(scratch.dir, 'mask.yaml');
  writeFileSync(config, `version: 1\npipeline: p\n${FILE}columns: {mask: [id], mask_key: "\${OADS_MASK_KEY}"}\n`);
  const [one, two] = await Promise.all(
    [SECRETS.OADS_MASK_KEY, `${SECRETS.OADS_MASK_KEY}0`].map(async (key, index) => {
      const options = { cwd: scratch.dir, env: { ...SECRETS, OADS_MASK_KEY: key } };
      const finished = await runOads(['run', '-c', config, '--json', '--artifacts', `mask-${index}`], options);
      await refuseCanaries(finished, 'mask');
      assert.equal(await findCanaries(path.join(scratch.dir, `mask-${index}`)), []);
      return JSON.parse(finished.stdout).trust.run;
    }),
  );
  assert.is(one.config_digest, two.config_digest);
  assert.is.not(one.input_digest, two.input_digest);
});

test.run();
