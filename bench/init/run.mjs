// init, config, fit, run on files that nobody tuned for: what is guessed, and the trust that follows.
//   OADS_BENCH_DATA=DIR node bench/init/run.mjs [NAME …]
import { access, copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { printTable } from '../print-table.mjs';
import { runMeasured } from '../run-measured.mjs';

/** The trust level that each file should have, and why: written after a look at the data themselves. */
const FILES = [
  {
    name: 'BTS flights',
    file: 'flights/bts_ontime_2015_sample_50k.csv.gz',
    level: 'qualified',
    why: 'a random sample of one year, in which autumn flies much as spring and summer did: only the age is missing, which is waived',
  },
  {
    name: 'SCMS deliveries',
    file: 'scms/SCMS_Delivery_History_Dataset.csv',
    level: 'rank-only',
    why: 'its dates are in a notation that no type reads, and its rows are no order of time: all 4,920 direct drops come before row 7200, and after it all is from warehouses',
  },
  {
    name: 'WFP prices',
    file: 'wfp/wfp_food_prices_global_2019.csv',
    level: 'rank-only',
    why: 'from October on its dollars are reckoned at 435 Syrian pounds in place of 515, Syrian prices are up by a seventh, and the mix of countries moves: prices did change',
  },
  {
    name: 'Zmumu',
    file: 'cms/Zmumu_Run2011A.csv',
    level: 'qualified',
    why: 'one detector, one selection, and both parts hold the same range of runs: they should look alike; events without a time have no age, which is waived',
  },
  {
    name: 'HXL 3W',
    file: 'hxl/hxl_3w_sample-data.csv',
    level: 'qualified',
    why: 'sorted by place, which is left out; sectors, activities and organisations stay the same; no dates, so that the age is waived',
  },
];
const OADS = resolve(import.meta.dirname, '..', '..', 'bin', 'run.js');

const data = process.env.OADS_BENCH_DATA;
if (!data) {
  console.error('set OADS_BENCH_DATA to the directory that holds flights/, scms/, wfp/, cms/ and hxl/');
  process.exit(2);
}
const wanted = process.argv.slice(2);
const chosen = FILES.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.toLowerCase().includes(part.toLowerCase())));

/** What a command printed as JSON, its exit code and CPU seconds. */
async function oads(args, cwd) {
  const wrapper = join(cwd, 'in.mjs');
  await writeFile(
    wrapper,
    `process.chdir(${JSON.stringify(cwd)});\nprocess.argv[1] = ${JSON.stringify(OADS)};\nawait import(${JSON.stringify(OADS)});\n`,
  );
  const { cpuSeconds, stdout } = await runMeasured([wrapper, ...args, '--json'], { env: { OADS_AS_OF: '' }, allowed: [0, 1, 2, 3, 4, 70] });
  const result = JSON.parse(stdout);
  return { cpuSeconds, result, code: result.error?.exitCode ?? result.exit_code ?? 0 };
}

const baseline = (await runMeasured(['-e', '0'])).cpuSeconds;
const rows = [];
const costs = [];
const notes = [];
let missed = 0;
for (const { name, file, level, why } of chosen) {
  const source = join(data, file);
  try {
    await access(source);
  } catch {
    console.error(`${name}: missing ${file} in ${data}`);
    missed++;
    continue;
  }
  const dir = await mkdtemp(join(tmpdir(), 'oads-bench-init-'));
  try {
    await copyFile(source, join(dir, basename(file)));
    const init = await oads(['init', '--from', basename(file)], dir);
    const check = await oads(['check'], dir);
    const fit = await oads(['fit'], dir);
    const run = await oads(['run'], dir);
    const { key, time, holdout, checks, features, columns } = init.result;
    const place = holdout.value && (holdout.value.row ? `row ${holdout.value.row}` : holdout.value.at.slice(0, 10));
    const got = run.result.trust?.level ?? 'none';
    if (got !== level || run.code !== 0 || fit.code !== 0) missed++;
    rows.push([
      name,
      String(init.result.rows),
      String(columns.length),
      key.value?.join('+') ?? '-',
      time.value ?? '-',
      String(checks.filter(({ commented }) => !commented).length),
      String(features.length),
      place ?? '-',
      [init, check, fit, run].map(({ code }) => code).join(' '),
      got,
      got === level ? 'yes' : `no: ${level}`,
    ]);
    costs.push([
      name,
      ...[init, check, fit, run].map(({ cpuSeconds }) => (cpuSeconds / baseline).toFixed(0)),
      (init.cpuSeconds / check.cpuSeconds).toFixed(1),
    ]);
    notes.push(`${name}: ${got}\n  should be ${level}: ${why}`);
    for (const { code, message } of run.result.trust?.reasons ?? []) notes.push(`  - ${message} (${code})`);
    if (run.result.error ?? fit.result.error) notes.push(`  ! ${(fit.result.error ?? run.result.error).message}`);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
printTable(
  'what init guesses, unedited; exit codes of init, check, fit, run',
  ['file', 'rows', 'columns', 'key', 'time', 'checks', 'features', 'hold-out', 'exits', 'trust', 'as it should be'],
  rows,
);
printTable('CPU seconds as multiples of `node -e 0`', ['file', 'init', 'check', 'fit', 'run', 'init / check'], costs);
console.log(`\n${notes.join('\n')}`);
process.exitCode = missed === 0 ? 0 : 1;
