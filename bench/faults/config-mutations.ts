// Breaks a config in more than ten thousand ways and judges batches with one defect each by every config that is still
// accepted. Exits 1 when a batch that failed passes without a word, or when a mutant ends in anything but a ConfigError.
//
//   node bench/faults/config-mutations.ts [part of an operator's name …]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GuardedPipeline } from '../../test/support/mutations/guarded-pipeline.ts';
import { mutateConfig } from '../../test/support/mutations/mutate-config.ts';
import { FATES, type Fate, tryMutants } from '../../test/support/mutations/try-mutants.ts';

const parts = process.argv.slice(2);
const chosen = mutateConfig().filter(({ operator }) => parts.length === 0 || parts.some((part) => operator.includes(part)));
const table = new Map<string, Record<Fate, number>>();
const bad: string[] = [];
let done = 0;
const dir = mkdtempSync(join(tmpdir(), 'oads-mutations-'));
try {
  const pipeline = await GuardedPipeline.create(dir);
  for await (const { mutant, fate, why } of tryMutants(pipeline, chosen)) {
    const row = table.get(mutant.operator) ?? (Object.fromEntries(FATES.map((name) => [name, 0])) as Record<Fate, number>);
    row[fate]++;
    table.set(mutant.operator, row);
    if (++done % 1000 === 0) console.error(`${done} of ${chosen.length} mutants`);
    if (fate === 'passes silently' || fate === 'breaks') bad.push(`${fate}: ${mutant.operator}: ${mutant.what}: ${why}`);
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}

const counts = (row: Record<Fate, number>) => FATES.map((fate) => row[fate]);
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const rows = [...table].map(([operator, row]) => [operator, sum(counts(row)), ...counts(row)]);
const totals = ['all', ...[0, ...FATES].map((_, index) => sum(rows.map((row) => Number(row[index + 1]))))];
const lines = [['operator', 'mutants', ...FATES], ...rows, totals].map((row) => row.map(String));
const widths = lines[0].map((_, column) => Math.max(...lines.map((row) => row[column].length)));
for (const row of lines) {
  console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '));
}
for (const line of bad) console.log(line);
process.exitCode = bad.length > 0 || rows.length === 0 ? 1 : 0;
