import { lstatSync, mkdirSync, readdirSync, watch } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runOads, scratchDir } from '../support/cli.ts';
import { makeShipments, makeSmallPipeline, type SmallPipeline } from '../support/small-pipeline.ts';

const test = suite('cli/modes');
let scratch: Awaited<ReturnType<typeof scratchDir>>;
let pipeline: SmallPipeline;

test.before(async () => {
  scratch = await scratchDir();
  pipeline = await makeSmallPipeline(scratch.dir);
  const rows = makeShipments(1000, 3, 5000);
  rows[7].weight = -1; // set aside: there is a quarantine
  pipeline.writeBatch('batch.csv', rows);
});
test.after(() => scratch.remove());

const COMMANDS = [
  ['run', '--artifacts', 'new/artifacts'],
  ['load', '-o', 'out.parquet'],
  ['load', '-o', 'out.csv'],
  ['load', '-o', 'out.ndjson'],
  ['check', '-o', 'quality.json'],
  ['drift', '-o', 'drift.json'],
  ['score', '-o', 'scores.csv'],
  ['fit', '--reference', '../reference.csv', '-o', 'new/models/model'],
] as const;

for (const umask of [0o000, 0o077]) {
  test(`what commands write is 0600 and 0700 under umask 0${umask.toString(8).padStart(3, '0')}, while and after they write it`, async () => {
    const dir = path.join(scratch.dir, `umask-${umask}`);
    mkdirSync(path.join(dir, 'tmp'), { recursive: true });
    const open = new Set<string>();
    const look = (name: string) => {
      const info = lstatSync(path.join(dir, name), { throwIfNoEntry: false }); // gone again, perhaps
      if (info && !info.isSymbolicLink() && name !== 'tmp' && (info.mode & 0o077) !== 0)
        open.add(`${name} ${(info.mode & 0o777).toString(8)}`);
    };
    // Whatever appears, also what is gone again when the command ends.
    const watcher = watch(dir, { recursive: true }, (_event, name) => name && look(name));
    const before = process.umask(umask);
    try {
      for (const [command, ...args] of COMMANDS) {
        const { code, stderr } = await runOads([command, '-c', pipeline.config, ...args], {
          cwd: dir,
          env: { TMPDIR: path.join(dir, 'tmp') },
        });
        assert.is(code, 0, `${command}: ${stderr}`);
      }
    } finally {
      process.umask(before);
      watcher.close();
    }
    const left = readdirSync(dir, { recursive: true, encoding: 'utf8' });
    assert.ok(left.length > 20, left.join(' '));
    for (const name of left) look(name);
    assert.equal([...open], []);
    assert.equal(readdirSync(path.join(dir, 'tmp')), [], 'nothing is left in the temporary directory');
    assert.ok(left.some((name) => name.endsWith('quarantine.parquet')));
  });
}

test.run();
