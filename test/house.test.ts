import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { publishedSchemas } from '../src/schemas.ts';

const test = suite('house');
const root = path.resolve(import.meta.dirname, '..');

function run(...args: string[]): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  return { code: status, output: stdout + stderr };
}

test('the types hold', () => {
  // What has not changed since the last time is known to hold.
  const { code, output } = run(
    'node_modules/typescript/bin/tsc',
    '--noEmit',
    '--incremental',
    '--tsBuildInfoFile',
    '.oads/types.tsbuildinfo',
  );
  assert.is(code, 0, output);
});

test('format and lint are clean', () => {
  const { code, output } = run('node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '--colors=off');
  assert.is(code, 0, output);
});

test('the published JSON Schemas are those of the code (npm run schemas)', () => {
  const stale = Object.entries(publishedSchemas()).filter(([name, schema]) => {
    const text = readFileSync(path.join(root, name), 'utf8');
    return text !== `${JSON.stringify(schema, null, 2)}\n`;
  });
  assert.equal(
    stale.map(([name]) => name),
    [],
  );
});

test('the lockfile names no host, and holds every optional package it asks for', () => {
  const lock = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { resolved?: string; optionalDependencies?: Record<string, string> }>;
  };
  const hosts = Object.entries(lock.packages).filter(([, entry]) => entry.resolved?.startsWith('http'));
  assert.equal(hosts, []);
  // npm ci refuses a lockfile in which a platform's package is missing: some releases never published all of theirs.
  const missing = Object.entries(lock.packages).flatMap(([name, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter(
      (wanted) => !(`${name}/node_modules/${wanted}` in lock.packages) && !(`node_modules/${wanted}` in lock.packages),
    ),
  );
  assert.equal(missing, []);
});

test.run();
