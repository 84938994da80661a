import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Batch, Check } from '@oads/cli/plugin';
import { parseGolden } from '../../plugins/cern-detector/src/golden/parse-golden.ts';
import register from '../../plugins/cern-detector/src/register.ts';
import { visitGroups } from '../../src/core/window/visit-groups.ts';
import { hostApi, loadContext } from '../../test/support/host-api.ts';
import type { Fact } from './fact.ts';

const GOLDEN = 'cms/Cert_294927-306462_13TeV_EOY2017ReReco_Collisions17_JSON.txt';
/** What the dimuon table of CMS calls its columns. */
const PAIR = { pt: ['pt1', 'pt2'], eta: ['eta1', 'eta2'], phi: ['phi1', 'phi2'] };

/** Figures of real luminosity and dimuon tables of CMS, as this plugin's loaders and checks find them. */
export async function facts(dataDir: string): Promise<Fact[]> {
  const host = await hostApi();
  const { loaders = [], checks = [], features = [] } = await register(host);
  const context = loadContext({ baseDir: dataDir });
  const readWhole = async (batches: AsyncIterable<Batch> | undefined) => {
    const read: Batch[] = [];
    for await (const batch of batches ?? []) read.push(batch);
    if (read.length !== 1) throw new Error(`expected one batch, got ${read.length}`);
    return read[0];
  };
  const judge = async (name: string, batch: Batch, options: Record<string, unknown> = {}) => {
    const check = checks.find((one) => one.name === name);
    if (!check) throw new Error(`no check ${name}`);
    const readFile = async (file: string) => readFileSync(path.resolve(dataDir, file));
    const prepared = await check.prepare?.(options, { baseDir: dataDir, readFile, warn: () => {} });
    return failing(check, batch, options, prepared);
  };

  const luminosity = await readWhole(
    loaders.find(({ name }) => name === 'brilcalc')?.load({ path: 'cms/brilcalc_lumi_small.csv' }, context),
  );
  const at = (row: number) => `${luminosity.numbers('run')[row]}:${luminosity.numbers('ls')[row]}`;
  const gaps = await judge('ls-gaps', luminosity);
  const low = await judge('recorded-fraction', luminosity);
  const certified = await judge('golden', luminosity, { path: GOLDEN });

  const golden = parseGolden(host.api, readFileSync(path.join(dataDir, GOLDEN), 'utf8'), GOLDEN);
  const edges: [number, number, boolean][] = [
    [297050, 11, false],
    [297050, 12, true],
    [297050, 137, true],
    [297050, 138, false],
    [297050, 192, false],
    [297050, 193, true],
    [297050, 776, true],
    [297050, 777, false],
    [297057, 5, false],
    [1, 1, false],
  ];
  const wrong = edges.filter(([run, lumisection, isIn]) => golden.has(run, lumisection) !== isIn);

  const dimuons = await readWhole(host.api.files.readTable({ path: 'cms/Zmumu_Run2011A.csv' }, context));
  const sameSign = await judge('same-sign', dimuons, { columns: ['Q1', 'Q2'] });
  const beyond = (eta: string) => judge('kinematics', dimuons, { pt: [], phi: [], eta: [eta] });
  const [first, second] = [await beyond('eta1'), await beyond('eta2')];
  const outside = await judge('mass-window', dimuons, { ...PAIR, min: 60, max: 120 });
  const mass = features.find(({ name }) => name === 'dilepton-mass');
  const masses = Float64Array.from(mass?.compute(dimuons, PAIR, undefined) ?? []).sort();

  const fact = (what: string, expected: string | number, got: string | number, note?: string): Fact => ({
    what,
    expected: String(expected),
    got: String(got),
    agrees: String(expected) === String(got),
    note,
  });
  return [
    fact('brilcalc: lumisections, problems', '998, 0', `${luminosity.rows}, ${problems(luminosity)}`),
    fact('brilcalc: gaps', 2, gaps.length, `rows behind them: ${gaps.map(at).join(', ')}`),
    fact('brilcalc: recorded below .9', '37 of 998', `${low.length} of ${luminosity.rows}`, `rows: ${low.map(at).join(', ')}`),
    fact(
      'brilcalc: duplicates, out of order',
      '0, 0',
      `${(await judge('ls-duplicates', luminosity)).length}, ${(await judge('ls-order', luminosity)).length}`,
    ),
    fact('brilcalc: not in the golden JSON', 0, certified.length),
    fact('brilcalc: gaps that miss a certified lumisection', 0, (await judge('ls-gaps', luminosity, { golden: GOLDEN })).length),
    fact('golden JSON: runs, ranges, lumisections', '474, 828, 206562', `${golden.runs}, ${golden.ranges}, ${golden.lumisections}`),
    fact('golden JSON: membership at edges of ranges', `${edges.length} right`, `${edges.length - wrong.length} right`),
    fact('Zmumu: events', 10583, dimuons.rows),
    fact('Zmumu: same-sign pairs', 356, sameSign.length),
    fact('Zmumu: muons beyond |eta| 2.4', 36, first.length + second.length),
    fact('Zmumu: masses outside of 60-120', 0, outside.length),
    fact('Zmumu: median mass', '90.28', masses[masses.length >>> 1].toFixed(2)),
  ];
}

/** The rows that fail, in the order of the source. */
async function failing(check: Check, batch: Batch, options: Record<string, unknown>, prepared: unknown): Promise<number[]> {
  const context = { asOf: new Date(0), contract: [], key: [], coercionFailures: () => undefined, prepared };
  if (check.kind === 'row') {
    const verdicts = new Uint8Array(batch.rows);
    check.judge(batch, options, context, verdicts);
    return Array.from(verdicts.keys()).filter((row) => verdicts[row] === 1);
  }
  if (check.kind !== 'group') throw new Error(`${check.name} judges no rows`);
  const source = {
    rows: batch.rows,
    async *read() {
      yield batch;
    },
  };
  const failed: number[] = [];
  await visitGroups(source, { ...check.group(options), columns: check.columns(options) }, ({ rows, places }) => {
    const verdicts = new Uint8Array(rows.rows);
    check.judge(rows, options, context, verdicts);
    for (const [row, verdict] of verdicts.entries()) if (verdict === 1) failed.push(places[row]);
  });
  return failed.sort((a, b) => a - b);
}

function problems(batch: Batch): number {
  const { codes, valid } = batch.text('problem');
  return Array.from(codes.keys()).filter((row) => !valid || valid[row] === 1).length;
}
