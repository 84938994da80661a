import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Manifest } from '../../src/core/snapshot/manifest.ts';
import { runJson, runOads, scratchDir } from '../support/cli.ts';
import { linkPlugins } from '../support/link-plugins.ts';
import { runShell } from '../support/shell.ts';

const test = suite('plugins/windows');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let env: Record<string, string>;

const REGISTER = `
export default async ({ api: { version, Type } }) => ({
  apiVersion: version,
  checks: [{
    kind: 'group',
    name: 'continues',
    description: 'each leg begins where the one before ended',
    options: Type.Object({ tolerance: Type.Optional(Type.Number()) }, { additionalProperties: false }),
    columns: () => ['tail', 'off', 'from', 'to'],
    group: () => ({ key: ['tail'], order: ['off'] }),
    expectation: () => 'no tail in two places',
    judge(rows, options, context, verdicts) {
      const [from, to] = ['from', 'to'].map((name) => rows.text(name));
      verdicts[0] = 2;
      for (let row = 1; row < rows.rows; row++)
        if (from.dictionary[from.codes[row]] !== to.dictionary[to.codes[row - 1]]) verdicts[row] = 1;
    },
  }],
  features: [{
    kind: 'window',
    name: 'slack',
    description: 'hours since the leg before, less what its airport needs',
    options: Type.Object({ unit: Type.Number({ exclusiveMinimum: 0 }), table: Type.Optional(Type.String()) }, { additionalProperties: false }),
    inputs: ['tail', 'off'],
    group: () => ({ key: ['tail'], order: ['off'] }),
    prepare: async ({ table }, { readFile }) => (table ? Number(Buffer.from(await readFile(table)).toString()) : 0),
    compute(rows, { unit }, least) {
      const off = rows.numbers('off');
      return off.map((value, row) => (row === 0 ? NaN : (value - off[row - 1]) / unit - least));
    },
  }],
});
`;
const CONFIG = `version: 1
pipeline: turns
source: {loader: file, options: {path: legs.csv}}
key: [id]
contract:
  columns: {id: {type: integer}, tail: {type: text}, off: {type: number}, from: {type: text}, to: {type: text}}
checks:
  - {id: off-possible, check: range, column: off, min: 0, severity: quarantine}
  - {id: continues, check: "fleet:continues", tolerance: 0.1}
features:
  - {name: slack, plugin: "fleet:slack", options: {unit: 60, table: least.txt}}
  - {name: slack_minutes, plugin: "fleet:slack", options: {unit: 1}}
model: {path: model}
fit: {detector: iforest, reference_is: clean, trees: 20, sample_size: 64, seed: 3, calibration_rows: 500}
artifacts: artifacts
`;
const at = (name: string) => path.join(scratch.dir, name);

/** Legs of 40 tails in a mixed order; two have an impossible time, one begins elsewhere. */
function writeLegs(): void {
  let state = 17;
  const uniform = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const clock = new Map<number, number>();
  const legs = Array.from({ length: 3000 }, (_, id) => {
    const tail = Math.floor(40 * uniform());
    const off = (clock.get(tail) ?? 0) + 40 + 60 * uniform();
    clock.set(tail, off);
    return { id, tail: `N${tail}`, off: off.toFixed(1), from: 'A', to: 'A', sort: uniform() };
  });
  legs[1500].off = '-5';
  legs[2100].off = '-7';
  legs[700].from = 'B';
  const lines = legs.sort((a, b) => a.sort - b.sort).map(({ id, tail, off, from, to }) => [id, tail, off, from, to].join(','));
  writeFileSync(at('legs.csv'), `id,tail,off,from,to\n${lines.join('\n')}\n`);
}

test.before(async () => {
  scratch = await scratchDir();
  mkdirSync(at('tmp'));
  env = {
    OADS_DATA_DIR: at('data'),
    OADS_CONFIG_DIR: at('config'),
    OADS_CACHE_DIR: at('cache'),
    TMPDIR: at('tmp'),
  };
  mkdirSync(at('fleet'));
  const hooks = { 'oads:register': './register.js' };
  const manifest = { name: '@desk/plugin-fleet', version: '1.0.0', type: 'module', keywords: ['oclif-plugin'], oclif: { hooks } };
  writeFileSync(at('fleet/package.json'), JSON.stringify(manifest));
  writeFileSync(at('fleet/register.js'), REGISTER);
  writeFileSync(at('oads.yaml'), CONFIG);
  writeFileSync(at('least.txt'), '0.5');
  writeLegs();
  linkPlugins(at('data'), [at('fleet')]);
});
test.after(() => scratch.remove());

test('groups and windows: fitted, run, checked, scored, in files and pipes, and nothing is left behind', async () => {
  const fitted = await runJson<{ features: unknown[]; input_digest?: string }>(['fit', '-c', at('oads.yaml')], { env });
  assert.is(fitted.code, 0, fitted.stderr);
  assert.equal(fitted.json.features[0], {
    name: 'slack',
    column: 'slack',
    kind: 'numeric',
    transform: 'identity',
    model: true,
    plugin: 'fleet:slack',
    options: { table: 'least.txt', unit: 60 },
  });

  const first = await runOads(['run', '-c', at('oads.yaml')], { env });
  assert.is(first.code, 0, first.stderr);
  const run = readdirSync(at('artifacts/turns/runs'))[0];
  const { identity } = JSON.parse(readFileSync(at(`artifacts/turns/runs/${run}/manifest.json`), 'utf8')) as Manifest;
  assert.match(identity.tables?.['least.txt'] ?? '', /^[0-9a-f]{64}$/);
  const quality = readFileSync(at(`artifacts/turns/runs/${run}/quality_snapshot.json`), 'utf8');
  const { checks } = JSON.parse(quality) as {
    checks: { id: string; status: string; failed: { count: number }; samples: { values: Record<string, unknown> }[] }[];
  };
  const continues = checks.find(({ id }) => id === 'continues');
  // The leg that begins elsewhere.
  assert.equal([continues?.status, continues?.failed.count], ['pass', 1]);
  assert.equal(
    continues?.samples.map(({ values }) => values.id),
    [700],
  );
  assert.equal(
    readdirSync(at('artifacts/turns/spool')).filter((name) => !/^(last_good|[0-9a-f]{16})/.test(name)),
    [],
  );

  const { stdout, stderr } = await runShell(
    `oads score legs.csv -q -o whole.csv > /dev/null; echo $?
    oads load -q -o - | oads check - -q --pass | oads score - -q -o - --format csv > chained.csv; echo "\${PIPESTATUS[*]}"
    cmp whole.csv chained.csv; echo $?
    oads score legs.csv -o - > refused.csv; echo $?`,
    scratch.dir,
    env,
  );
  assert.is(stdout, '0\n0 0 0\n0\n2\n', stderr);
  assert.match(stderr, /^error\[OADS_USAGE\]: feature "slack" \(fleet:slack\) needs all rows, and streamed rows go out one by one/m);
  assert.equal(readdirSync(at('tmp')), []);
  assert.not.ok(existsSync(at('refused.csv')) && readFileSync(at('refused.csv')).length > 0);
});

test.run();
