import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runJson, runOads } from '../support/cli.ts';
import { type DailyPipeline, interrupt, makeDailyPipeline, NOW, type RunJson } from '../support/daily-pipeline.ts';

const test = suite('cli/watch');
let pipeline: DailyPipeline;

test.before(async () => {
  pipeline = await makeDailyPipeline();
});
test.after(() => pipeline.remove());

test('a watch makes the runs that single commands would have made, a line each with --json', async () => {
  const { code, stdout, stderr } = await runOads(pipeline.run('watch', '--every', '200ms', '--max-runs', '2', '--json'), NOW);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RunJson & { due: string; missed: string[]; as_of: string; exit_code: number });
  assert.equal([code, lines.length], [1, 2], stderr);
  assert.ok(lines.every(({ due, as_of, exit_code }) => due === as_of && exit_code === 1 && Date.parse(due) % 200 === 0));
  const alone = await runJson<RunJson>(pipeline.run('single', '--as-of', lines[1].due));
  assert.is(alone.json.run_id, lines[1].run_id);
});

test('a failing run is reported and the watch goes on; a config that cannot be used ends it before it begins', async () => {
  const away = pipeline.reconfigure('no-source.yaml', (yaml) => yaml.replace('batch.csv', 'away.csv'));
  const args = ['run', '-c', away, '--artifacts', pipeline.artifactsOf('fails'), '--every', '* * * * * *', '--max-runs', '2'];
  const failing = await runOads(args, NOW);
  assert.is(failing.code, 3);
  assert.is(failing.stderr.match(/error\[OADS_SOURCE/g)?.length, 2, failing.stderr);
  const broken = pipeline.reconfigure('broken.yaml', (yaml) => yaml.replace('check: range', 'check: rage'));
  assert.is((await runOads(['run', '-c', broken, '--every', '0 0 1 1 *'], NOW)).code, 2);
});

test('SIGINT and SIGTERM end a waiting watch at once, with 130 and 143', async () => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const stopped = await interrupt(pipeline.run('waits', '--every', '0 0 1 1 *'), /^watching: /m, signal);
    assert.equal([stopped.code, stopped.stdout], [code, ''], stopped.stderr);
  }
});

test.run();
