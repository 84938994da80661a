import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';
import * as assert from 'uvu/assert';

/** All files of the newest run of the one pipeline in `artifacts` but the manifest, which tells when it ran. */
export function readLatest(artifacts: string): Record<string, string> {
  const [pipeline] = readdirSync(artifacts);
  const latest = realpathSync(path.join(artifacts, pipeline, 'latest'));
  assert.ok(existsSync(path.join(latest, 'manifest.json')));
  const names = readdirSync(latest).filter((name) => name !== 'manifest.json');
  return Object.fromEntries([
    ...names.map((name) => [name, readFileSync(path.join(latest, name), 'latin1')]),
    ['run', path.basename(latest)],
  ]);
}
