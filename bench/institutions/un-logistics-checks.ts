import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { businessDuplicatesCheck } from '../../plugins/un-logistics/src/checks/business-duplicates.ts';
import { dateOrderCheck } from '../../plugins/un-logistics/src/checks/date-order.ts';
import { incotermCheck } from '../../plugins/un-logistics/src/checks/incoterm.ts';
import { latenessCheck } from '../../plugins/un-logistics/src/checks/lateness.ts';
import { lineValueCheck } from '../../plugins/un-logistics/src/checks/line-value.ts';
import { shipmentsLoader } from '../../plugins/un-logistics/src/loaders/shipments/shipments-loader.ts';
import type { Batch, HostApi } from '../../src/core/plugin/api.ts';
import { createHostApi } from '../../src/core/plugin/host-api.ts';
import type { Fact } from './fact.ts';
import { failingRows } from './support/judge-all.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const AS_OF = '2016-01-01T00:00:00Z';
/** DN-1683: Nigeria, by charter, 4 kg for 124,350.82 USD. */
const DEAR_FREIGHT = '86277';

/** What the checks and the ready pipeline find in the SCMS delivery history. */
export async function facts(dataDir: string): Promise<Fact[]> {
  const file = path.join(dataDir, 'scms/SCMS_Delivery_History_Dataset.csv');
  const { api } = await createHostApi();
  const batch = await readAll(api, file);
  const ids = batch.text('shipment_id');
  const idOf = (row: number) => ids.dictionary[ids.codes[row]];
  const late = failingRows(latenessCheck(api), batch);
  const twice = failingRows(businessDuplicatesCheck(api), batch);
  const sameSite = failingRows(businessDuplicatesCheck(api), batch, { key: ['asn_dn', 'item', 'quantity', 'site'] });
  const early = failingRows(dateOrderCheck(api), batch, { columns: ['ordered', 'delivered'] });
  const recordedEarly = failingRows(dateOrderCheck(api), batch, { columns: ['delivered', 'recorded'] });
  const terms = batch.text('incoterm');
  const retired = failingRows(incotermCheck(api), batch).filter((row) => terms.dictionary[terms.codes[row]] === 'DDU');
  const list = (rows: readonly number[]) => rows.map(idOf).join(', ');
  return [
    count('deliveries after their schedule', 1186, late),
    count('delivered before the order', 5, early, `shipment_id ${list(early)}`),
    count('recorded before the delivery', 3, recordedEarly, `shipment_id ${list(recordedEarly)}`),
    count(
      'lines that are there twice',
      17,
      twice,
      `key asn_dn, item, quantity; shipment_id of each but the first: ${list(twice)}\n` +
        `${sameSite.length} of them come from the same factory, too; the others may be one order split over two factories: ` +
        list(twice.filter((row) => !sameSite.includes(row))),
    ),
    count('quantity x pack price other than the value', 0, failingRows(lineValueCheck(api), batch)),
    count('Incoterm DDU', 15, retired),
    ...lateShares(batch, new Set(late)),
    rankOfDearFreight(file),
  ];
}

function count(what: string, expected: number, rows: readonly number[], note?: string): Fact {
  return { what, expected: String(expected), got: String(rows.length), agrees: rows.length === expected, ...(note && { note }) };
}

async function readAll(api: HostApi, file: string): Promise<Batch> {
  const context = { asOf: new Date(AS_OF), contract: [], key: [], batchRows: 65_536, baseDir: ROOT, warn: () => {} };
  for await (const batch of shipmentsLoader(api).load({ path: file }, context)) return batch;
  throw new Error(`${file}: no rows`);
}

/** By the year of the schedule. */
function lateShares(batch: Batch, late: ReadonlySet<number>): Fact[] {
  const scheduled = batch.numbers('scheduled');
  const known: readonly (readonly [number, string])[] = [
    [2006, '0.0 %'],
    [2011, '23.5 %'],
    [2012, '7.9 %'],
  ];
  return known.map(([year, expected]) => {
    const rows = [...scheduled.keys()].filter((row) => new Date(scheduled[row] / 1000).getUTCFullYear() === year);
    const got = `${((100 * rows.filter((row) => late.has(row)).length) / rows.length).toFixed(1)} %`;
    return {
      what: `late share of ${year}`,
      expected,
      got,
      agrees: got === expected,
      note: `of ${rows.length} rows by the year of their schedule`,
    };
  });
}

/** The ready pipeline, fitted on all rows and run on the same: which place has the row among the most anomalous? */
function rankOfDearFreight(file: string): Fact {
  const scratch = mkdtempSync(path.join(tmpdir(), 'oads-bench-'));
  const own = { UN_LOGISTICS_SHIPMENTS: file };
  const trained = { ...own, UN_LOGISTICS_HISTORY: path.join(scratch, 'history.parquet'), UN_LOGISTICS_MODEL: path.join(scratch, 'model') };
  const config = ['-c', path.join(ROOT, 'config/un-logistics.yaml'), '--as-of', AS_OF];
  const oads = (args: readonly string[], settings: Record<string, string> = {}) => {
    const home = { OADS_DATA_DIR: path.join(scratch, 'data'), OADS_CONFIG_DIR: scratch, OADS_CACHE_DIR: scratch };
    const { status, stderr } = spawnSync(process.execPath, [path.join(ROOT, 'bin/run.js'), ...args], {
      env: { ...process.env, ...home, ...settings },
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`oads ${args[0]}: exit ${status}: ${stderr.slice(0, 500)}`);
  };
  try {
    oads(['plugins', 'link', path.join(ROOT, 'plugins/un-logistics'), '--no-install']);
    oads(['load', ...config, '-o', trained.UN_LOGISTICS_HISTORY], own);
    oads(['fit', ...config, '-o', trained.UN_LOGISTICS_MODEL], trained);
    oads(['run', ...config, '--artifacts', scratch], trained);
    const results = readFileSync(path.join(scratch, 'un-logistics/latest/anomaly_results.csv'), 'utf8');
    const scores = results
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',', 2))
      .sort((a, b) => Number(b[1]) - Number(a[1]));
    const rank = scores.findIndex(([id]) => id === DEAR_FREIGHT) + 1;
    return {
      what: 'place of DN-1683 (31,088 USD/kg)',
      expected: 'in the top 10',
      got: `${rank} of ${scores.length}`,
      agrees: rank >= 1 && rank <= 10,
      note: `fitted on all ${scores.length} rows and run on the same; the first five: shipment_id ${scores
        .slice(0, 5)
        .map(([id]) => id)
        .join(', ')}`,
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
