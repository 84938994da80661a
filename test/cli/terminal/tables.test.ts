import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runOads, scratchDir } from '../../support/cli.ts';
import { makeShipments, makeSmallPipeline, type SmallPipeline } from '../../support/small-pipeline.ts';
import { type Seen, seeOads } from '../../support/terminal.ts';

const test = suite('cli/terminal/tables');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;
const GREEN = '2';
const YELLOW = '3';
const RED = '1';

test.before(async () => {
  scratch = await scratchDir();
  pipeline = await makeSmallPipeline(scratch.dir);
  const rows = makeShipments(1000, 3, 5000);
  rows[10].mode = '\u001b[2J 陸運・航空便 \u202e mule and a long name that goes on and on';
  rows[20].weight = -5;
  pipeline.writeBatch('bad.csv', rows);
  pipeline.writeBatch(
    'shifted.csv',
    makeShipments(1000, 5, 5000).map((row) => ({ ...row, hours: Number(row.hours) + 20 })),
  );
  for (const name of ['bad', 'shifted'])
    pipeline.reconfigure(`${name}.yaml`, (yaml) => `${yaml.replace('batch.csv', `${name}.csv`)}segments: [mode]\ngate: {quality: warn}\n`);
});
test.after(() => scratch.remove());

/** Fails where a line was wider than the screen. */
async function see(args: readonly string[], columns = 80): Promise<Seen> {
  const seen = await seeOads(args, { columns, cwd: scratch.dir });
  assert.equal(seen.broken, [], `${args.join(' ')} at ${columns} columns`);
  assert.ok(seen.lines.every((line) => line.length <= columns));
  return seen;
}

/** The verdict words in each colour. */
const words = ({ painted }: Seen, colour: string) => [...new Set(painted[colour] ?? [])].sort();

test('check: verdicts in colour, cells cut, what failed in full; an escape sequence of the data is shown', async () => {
  const seen = await see(['check', '-c', 'bad.yaml']);
  assert.is(seen.code, 1);
  assert.equal([words(seen, RED), words(seen, YELLOW), words(seen, GREEN)], [['FAIL', 'fail'], ['WARN'], ['PASS']]);
  assert.ok(
    seen.lines.some((line) => /^FAIL {2}modes .*…/.test(line)),
    seen.lines.join('\n'),
  );
  assert.ok(seen.lines.join(' ').includes('\\u001b[2J 陸運・航空便'), seen.lines.join('\n'));
  assert.match(seen.lines.join('\n'), /\\u\{202e\}/);
  assert.match(seen.lines.join('\n'), /^quality fail: .*$/m);
  assert.match(seen.lines.join('\n'), /^mode: /m, 'segments');
});

test('drift: numbers whole or not at all', async () => {
  const seen = await see(['drift', '-c', 'shifted.yaml']);
  assert.is(seen.code, 0);
  assert.equal(
    [words(seen, RED), words(seen, GREEN)],
    [
      ['SEVERE', 'severe'],
      ['NONE', 'none'],
    ],
  );
  assert.ok(seen.lines.includes('too narrow for: outside, null, n'), seen.lines.join('\n'));
  assert.not.match(seen.lines.join('\n'), /…/);
});

test('score, run, history, verify, prune, fit', async () => {
  const score = await see(['score', 'bad.csv', '-c', 'oads.yaml']);
  assert.equal(words(score, YELLOW), ['rank-only']);
  assert.is(score.code, 0);

  const run = await see(['run', '-c', 'bad.yaml']);
  assert.equal([run.code, words(run, RED), words(run, YELLOW)], [0, ['fail'], ['rank-only']]);
  assert.ok(
    run.lines.some((line) => /^ {18}\S/.test(line)),
    'reasons go on below themselves',
  );

  const history = await see(['history', '-c', 'oads.yaml']);
  assert.match(history.lines.join('\n'), /^\d{4}-\d\d-\d\d \d\d:\d\dZ {2}[0-9a-f]{16} .* rank-only$/m);

  const verify = await see(['verify', 'artifacts']);
  assert.equal([verify.code, verify.lines.length > 0], [0, true]);

  const prune = await see(['prune', '-c', 'oads.yaml', '--runs', '1', '--dry-run']);
  assert.equal(words(prune, GREEN), ['KEEP']);

  const fit = await see(['fit', '-c', 'oads.yaml', '--reference', 'reference.csv', '-o', 'model2']);
  assert.match(fit.lines.join('\n'), /^bundle model2, digest [0-9a-f]{16}$/m);
});

test('progress: drawn over and over in one line, and gone at the end', async () => {
  // A clock that runs: the second of a stage without any is over at once.
  const clock = 'const now = performance.now.bind(performance); let calls = 0; performance.now = () => now() + 1100 * calls++;';
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(clock)}` };
  const seen = await seeOads(['fit', '-c', 'oads.yaml', '--reference', 'reference.csv', '-o', 'model3'], { cwd: scratch.dir, env });
  assert.is(seen.code, 0, seen.raw);
  const drawn = [...seen.raw.matchAll(/\r\u001b\[2K([^\r\n\u001b]+)/g)].map(([, line]) => line);
  assert.ok(drawn.length > 1 && drawn.every((line) => line.length < 80), JSON.stringify(drawn));
  assert.match(drawn.join('\n'), /^\[#*\.*\] +\d+ % {2}fitting/m);
  assert.not.match(seen.lines.join('\n'), /%.*fitting|loading and/);
  const quiet = await seeOads(['check', '-c', 'bad.yaml', '--quiet'], { cwd: scratch.dir, env });
  assert.not.match(quiet.raw, /\u001b\[2K/);
});

test('40 columns are legible: nothing is cut from verdicts and ids', async () => {
  const check = await see(['check', '-c', 'bad.yaml'], 40);
  for (const line of ['PASS  contract-shipped', 'FAIL  modes']) assert.ok(check.lines.includes(line), check.lines.join('\n'));
  const history = await see(['history', '-c', 'oads.yaml'], 40);
  assert.match(history.lines.join('\n'), /^\d{4}-\d\d-\d\d \d\d:\d\dZ {2}[0-9a-f]{16}$/m);
});

test('a pipe gets the same text, without colours and cuts; an error is one line', async () => {
  const args = ['drift', '-c', 'shifted.yaml'];
  const wide = await see(args, 200);
  const { stdout } = await runOads(args, { cwd: scratch.dir });
  assert.equal(wide.lines, stdout.trimEnd().split('\n'));
  const refused = await see(['check', 'nowhere.csv', '-c', 'oads.yaml'], 200);
  assert.is(refused.code, 3);
  assert.match(refused.lines[0], /^error\[OADS_SOURCE_MISSING\]: /);
});

test('NO_COLOR and TERM=dumb take the colours, not the width', async () => {
  for (const [name, value] of Object.entries({ NO_COLOR: '1', TERM: 'dumb' })) {
    const { raw, broken } = await seeOads(['history', '-c', 'oads.yaml'], { cwd: scratch.dir, env: { [name]: value } });
    assert.not.match(raw, /\u001b\[\d+m/);
    assert.equal(broken, []);
  }
});

test.run();
