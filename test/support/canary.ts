import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { loadPolars } from '../../src/core/frame/polars.ts';
import { readFile } from '../../src/core/frame/read/read-file.ts';
import { encodeCsv } from '../../src/core/frame/write/encode-csv.ts';

/** Stands in every secret and in every value that must not get out: found anywhere, something leaked. */
export const CANARY = 'canary';

/** The files below a directory whose name or content holds the canary; Parquet is unpacked. */
export async function findCanaries(dir: string): Promise<string[]> {
  await loadPolars();
  const found: string[] = [];
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(dir, name);
    const parts = [name];
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) {
      parts.push(readFileSync(file).toString('latin1'));
      if (name.endsWith('.parquet'))
        for await (const batch of readFile(file, { batchRows: 1e6 })) parts.push(String(encodeCsv(batch, true)));
    }
    if (parts.some((part) => part.toLowerCase().includes(CANARY))) found.push(name);
  }
  return found;
}

/** A plugin `desk` whose parts throw errors that hold a secret of the environment or of their options. */
export const LEAKY_PLUGIN = `
const secret = () => process.env.API_TOKEN;
const open = { type: 'object', additionalProperties: true };
export default async ({ api, pl }) => ({
  apiVersion: api.version,
  loaders: [
    { name: 'throws', description: '', options: open, async *load({ api_key }) { throw new Error('403 for key ' + api_key + ' and token ' + secret()); } },
    { name: 'rejects', description: '', options: open, async *load() {
      Promise.reject(new Error('nobody waits for ' + secret()));
      await new Promise((resolve) => setTimeout(resolve, 60_000));
    } },
    { name: 'warns', description: '', options: open, async *load(options, context) {
      context.warn('slow with token ' + secret());
      process.stderr.write('debug: ' + secret() + '\\n');
      yield api.Batch.fromFrame(pl.DataFrame({ id: [1, 2, 3] }));
    } },
  ],
  checks: [{
    kind: 'row', name: 'asks', description: 'asks a service', options: open, columns: () => [], expectation: () => 'approved with ' + secret(),
    judge() { throw new Error('401 from https://u:' + secret() + '@h/x?api_key=' + secret()); },
  }],
  features: [],
});
`;
