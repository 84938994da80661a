#!/usr/bin/env node
// Builds what changed, then runs the CLI: `node bin/dev.js check data.csv -c oads.yaml`.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const runner = fileURLToPath(new URL('../scripts/run.mjs', import.meta.url));
const target = fileURLToPath(new URL('./run.js', import.meta.url));
const { status, signal } = spawnSync(process.execPath, [runner, target, ...process.argv.slice(2)], { stdio: 'inherit' });
if (signal) process.kill(process.pid, signal);
else process.exitCode = status ?? 70;
