// Reproduces models/us-flights to the byte: `npm run fit:us-flights [-- DIR]`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forwardSignals, spawnForwarding } from './spawn-forwarding.mjs';
import { REFERENCE_END, writeFlights } from './us-flights.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const target = resolve(process.argv[2] ?? join(root, 'models', 'us-flights'));
const scratch = mkdtempSync(join(tmpdir(), 'oads-fit-'));
forwardSignals();
try {
  const reference = join(scratch, 'reference.parquet');
  await writeFlights(reference, '2001-01-01T00:00:00Z', REFERENCE_END);
  const config = join(root, 'config', 'us-flights.yaml');
  const args = [join(root, 'bin', 'run.js'), 'fit', '-c', config, '--as-of', REFERENCE_END, '--reference', reference, '-o', target];
  process.exitCode = await spawnForwarding(process.execPath, args, { stdio: 'inherit' });
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
