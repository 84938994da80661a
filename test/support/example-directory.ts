import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { scanFlights } from '../../scripts/us-flights.mjs';
import { createAuthority } from './certificates.ts';
import { root } from './cli.ts';

/** ONNX of opset 13: the sum of squares of 2 features as `score`, and of 4 as `anomaly_score` beside another output. */
const FOREST =
  'CAg6bgo5CgF4EgVzY29yZSIPUmVkdWNlU3VtU3F1YXJlKgsKBGF4ZXNAAaABByoPCghrZWVwZGltcxgBoAECEgFnWhQKAXgSDwoNCAESCQoDEgFuCgIIAmIYCgVzY29yZRIPCg0IARIJCgMSAW4KAggBQgQKABAN';
const MODEL =
  'CAg6rAEKQQoBeBINYW5vbWFseV9zY29yZSIPUmVkdWNlU3VtU3F1YXJlKgsKBGF4ZXNAAaABByoPCghrZWVwZGltcxgBoAECChMKAXgSBGNvcHkiCElkZW50aXR5EgFnWhQKAXgSDwoNCAESCQoDEgFuCgIIBGIXCgRjb3B5Eg8KDQgBEgkKAxIBbgoCCARiIAoNYW5vbWFseV9zY29yZRIPCg0IARIJCgMSAW4KAggBQgQKABAN';

/** Of the Open Data Contract Standard. */
const CONTRACT = `apiVersion: v3.0.2
kind: DataContract
id: flights
version: 1.0.0
status: active
schema:
  - name: flights
    properties:
      - {name: origin, logicalType: string, required: true}
      - {name: delay, logicalType: integer}
`;

/** The time that examples without `--as-of` count as now. */
export const EXAMPLES_AS_OF = '2001-04-08T00:00:00Z';

/**
 * What the examples of help and docs find in their directory: the shipped pipeline on a few of its flights in a file,
 * instead of in a database that is not there, its bundle, a reference, batches and models made elsewhere.
 */
export async function makeExampleDirectory(dir: string): Promise<void> {
  const at = (name: string) => path.join(dir, name);
  for (const name of ['config', 'models', 'init']) mkdirSync(at(name));
  for (const name of ['us-flights', 'us-flights-may'])
    cpSync(path.join(root, 'models', 'us-flights'), at(`models/${name}`), { recursive: true });

  const shipped = readFileSync(path.join(root, 'config', 'us-flights.yaml'), 'utf8');
  const config = shipped
    .replace(/^source:\n(?: .*\n)+/m, 'source: {loader: file, options: {path: ../flights.parquet}}\n')
    .replace(/calibration_rows: \d+/, 'calibration_rows: 500');
  if (config === shipped || !config.includes('flights.parquet')) throw new Error('config/us-flights.yaml is not what it was');
  writeFileSync(at('config/us-flights.yaml'), config);
  writeFileSync(at('oads.yaml'), config.replaceAll('../', ''));
  writeFileSync(at('flights.yaml'), config.replaceAll('../', ''));

  const rows = async (from: string, to: string, count: number) => {
    const { flights } = await scanFlights({ from, to });
    return (await flights.collect()).gatherEvery(7).tail(count);
  };
  const batch = await rows('2001-04-07T00:00:00Z', EXAMPLES_AS_OF, 2000);
  for (const name of ['flights.parquet', 'batch.parquet']) batch.writeParquet(at(name));
  batch.writeCSV(at('batch.csv'), { datetimeFormat: '%Y-%m-%dT%H:%M:%SZ' });
  for (const name of ['batch.csv', 'departures.csv']) copyFileSync(at('batch.csv'), at(`init/${name}`));
  writeFileSync(at('init/contract.odcs.yaml'), CONTRACT);
  const reference = await rows('2001-04-06T12:00:00Z', EXAMPLES_AS_OF, 3000);
  for (const name of ['reference.parquet', 'unseen.parquet', 'may.parquet']) reference.writeParquet(at(name));
  writeFileSync(at('labels.csv'), 'verdict,time,note,by,run_id\r\n');
  writeFileSync(at('forest.onnx'), Buffer.from(FOREST, 'base64'));
  writeFileSync(at('model.onnx'), Buffer.from(MODEL, 'base64'));
  const { cert, key } = createAuthority().issue('localhost', ['localhost']);
  writeFileSync(at('cert.pem'), cert);
  for (const [name, secret] of [
    ['key.pem', key],
    ['token', 'the-token-of-the-examples'],
  ])
    writeFileSync(at(name), secret, { mode: 0o600 });
}
