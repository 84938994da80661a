import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { root, scratchDir } from '../support/cli.ts';

const test = suite('scripts/fit-demo');
const MADE = ['departures.csv', 'model/bundle.json', 'model/calibration.f32', 'model/model.onnx', 'model/reference.json'];

test('the sample of oads demo and its model are what npm run fit:demo makes, to the byte, and small', async () => {
  const { dir, remove } = await scratchDir();
  try {
    const { status, stderr } = spawnSync(process.execPath, [path.join(root, 'scripts/fit-demo.mjs'), dir], { encoding: 'utf8' });
    assert.is(status, 0, stderr);
    const shipped = path.join(root, 'demo');
    const files = readdirSync(shipped, { recursive: true, encoding: 'utf8' }).filter((name) => statSync(path.join(shipped, name)).isFile());
    assert.equal(files.sort(), [...MADE, 'NOTICE', 'oads.yaml'].sort());
    const differ = MADE.filter((name) => !readFileSync(path.join(dir, name)).equals(readFileSync(path.join(shipped, name))));
    assert.equal(differ, []);
    assert.ok(statSync(path.join(shipped, 'departures.csv')).size <= 500_000);
  } finally {
    await remove();
  }
});

test.run();
