import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadConfig } from '../../../src/core/config/load-config.ts';
import { loadPolars } from '../../../src/core/frame/polars.ts';
import { loadRows } from '../../../src/core/load/load-rows.ts';
import { silentEffects } from '../../../src/core/pipeline/effects.ts';
import { planReference } from '../../../src/core/pipeline/fit/plan-reference.ts';
import { RowIntake } from '../../../src/core/pipeline/intake.ts';
import { judgeQuality } from '../../../src/core/pipeline/judge.ts';
import { makePlan, type Plan } from '../../../src/core/pipeline/plan.ts';
import { createRegistry, optionSchemas } from '../../../src/core/pipeline/registry.ts';
import { configuredSources } from '../../../src/core/pipeline/sources.ts';
import { initConfig } from '../../../src/core/propose/init-config.ts';
import { anyCharacter } from '../../support/any-character.ts';
import { scratchDir } from '../../support/cli.ts';

const test = suite('core/propose');
const NOW = new Date('2026-11-22T12:00:00Z');
const registry = createRegistry();

test.before(async () => {
  await loadPolars();
});

async function judge(plan: Plan, dir: string): Promise<{ rows: number; bad: string[] }> {
  const loaded = await loadRows(
    configuredSources(plan, silentEffects).slice(0, 1),
    async () => new RowIntake(plan, silentEffects, path.join(dir, 'rows')),
    () => {},
  );
  await loaded.intake.close();
  const quality = await judgeQuality(plan, loaded.intake, '0'.repeat(16));
  return {
    rows: loaded.intake.digest.rows,
    bad: quality.checks
      .filter(({ status }) => status !== 'pass')
      .map(({ id, observed, expected }) => `${id}: ${observed}, expected ${expected}`),
  };
}

/** A cell of CSV, quoted where it must be. */
const cell = (text: string | null) => (text === null ? '' : `"${text.replaceAll('"', '""')}"`);

const word = fc
  .string({ unit: anyCharacter, minLength: 1, maxLength: 12 })
  .filter((text) => text.trim() !== '' && !/[\0-\x1f\x7f]/.test(text) && text.trim() === text);
const name = fc.oneof(
  word,
  fc.constantFrom(
    'id',
    'date',
    'a b',
    'yes',
    'null',
    '1',
    '~',
    '#x',
    'a: b',
    '{x}',
    '- y',
    "it's",
    '"q"',
    'price ($)',
    '${HOME}',
    'email',
    '日付',
    'score',
    'row',
    'toString',
    'x\u2028y',
    'contract-a',
  ),
);

/** A way to fill a column: the cell of each row. */
const filling = fc.oneof(
  fc.constant((row: number) => String(row)),
  fc.constant(() => null),
  fc.constant(() => 'same'),
  fc.constant((row: number) => new Date(Date.UTC(2025, 0, 1) + row * 3_600_000).toISOString()),
  fc.constant((row: number) => new Date(NOW.getTime() - (500 - row) * 60_000).toISOString().slice(0, 19)),
  fc.constant((row: number) => new Date(Date.UTC(1970, 0, 1) + ((row * 37) % 90) * 86_400_000).toISOString().slice(0, 10)),
  fc.constant((row: number) => (row % 7 === 0 ? '2025-02-30' : '2025-02-28')),
  fc.constant((row: number) => String(9_007_199_254_740_993n + BigInt(row))),
  fc.constant((row: number) => `1e${300 + (row % 12)}`),
  fc.constant((row: number) => String(Math.sin(row) * 10 ** (row % 9))),
  fc.constant((row: number) => (row % 5 === 0 ? null : String((row * 7919) % 1000))),
  fc.constant((row: number) => `U${String(row % 97).padStart(3, '0')}`),
  fc.constant((row: number) => (row % 3 === 0 ? 'true' : 'false')),
  fc.constant((row: number) => `person${row}@example.org`),
  fc
    .array(fc.oneof(word, fc.constantFrom('$', '$$', '${X}', 'N/A', '', ' ', 'NaN', '007', '-0')), { minLength: 1, maxLength: 6 })
    .map((words) => (row: number) => words[(row * row) % words.length]),
);

test('whatever the table, the config is accepted, and its checks pass on either side of the hold-out', async () => {
  const scratch = await scratchDir();
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.record({ name, fill: filling }), { selector: (column) => column.name.trim(), minLength: 1, maxLength: 6 }),
        fc.constantFrom(1, 2, 3, 30, 150, 250),
        async (columns, rows) => {
          // A single blank cell is no record of a CSV with one column.
          const all =
            columns.length === 1 ? [...columns, { name: `${columns[0].name}2`, fill: (row: number) => String(row % 4) }] : columns;
          const lines = [
            all.map((column) => cell(column.name)),
            ...Array.from({ length: rows }, (_, row) => all.map(({ fill }) => cell(fill(row)))),
          ];
          await writeFile(path.join(scratch.dir, 'x.csv'), `${lines.map((line) => line.join(',')).join('\n')}\n`);
          const isHeader = all.filter(({ name: given }) => /^[\d.]+$/.test(given)).length * 2 >= all.length;
          if (isHeader) return;
          const { yaml, proposal } = await initConfig({
            from: path.join(scratch.dir, 'x.csv'),
            configDir: scratch.dir,
            now: NOW,
            warn: () => {},
          });
          const file = path.join(scratch.dir, 'oads.yaml');
          await writeFile(file, yaml);
          const config = loadConfig(file, {}, optionSchemas(registry));
          assert.equal(config.key, [...(proposal.key.value ?? [])], 'names read back as they were');
          const plan = await makePlan(config, registry, { now: NOW });
          const sides = config.holdout ? [plan, planReference(plan)] : [plan];
          let seen = 0;
          for (const side of sides) {
            const { bad, rows: read } = await judge(side, scratch.dir);
            seen += read;
            assert.equal(bad, [], yaml);
          }
          assert.is(seen, rows, 'each row lies on one side');
          const ids = config.checks.map(({ id }) => id);
          assert.is(new Set(ids).size, ids.length);
        },
      ),
      { numRuns: 25, seed: 20261122 },
    );
  } finally {
    await scratch.remove();
  }
});

test.run();
