import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Check } from '../../check/check.ts';
import { type Feature, inputsOf } from '../../profile/feature.ts';
import type { Contributions } from '../api.ts';
import { collectContributions } from '../collect.ts';
import type { Fixtures, LoaderFixture, RowsFixture } from '../fixtures.ts';
import { checkContext, prepareContext } from './contexts.ts';
import { type Case, drawCases } from './draw-cases.ts';
import { type ProofResult, Proofs, requireThat } from './proofs.ts';
import { proveFeature } from './prove-feature.ts';
import { proveGroupCheck } from './prove-group-check.ts';
import { proveLoader } from './prove-loader.ts';
import { needsOptions, proveOptions } from './prove-options.ts';
import { provePackage } from './prove-package.ts';
import { proveRowCheck } from './prove-row-check.ts';
import { proveSummaryCheck } from './prove-summary-check.ts';
import { proveWindowCheck } from './prove-window-check.ts';
import { refusePromises } from './refuse-promises.ts';

export interface TestedPlugin {
  /** Of the package: `@oads/plugin-iata-ops`. */
  readonly name: string;
  readonly version: string;
  /** The package's directory: README.md, pipelines, and relative paths of the fixtures. */
  readonly dir: string;
  /** What its hook returned. */
  readonly contributions: unknown;
  readonly fixtures?: Fixtures;
}

/** Proves the laws of the API on all that a plugin contributes. The same plugin gives the same results. */
export async function testContributions({ name, version, dir, contributions, fixtures = {} }: TestedPlugin): Promise<ProofResult[]> {
  const proofs = new Proofs();
  const collected = collectContributions([{ plugin: name, version, contributions }]);
  const isCollected = await proofs.prove('package', 'its contributions can be used', () => {
    for (const error of collected.broken.values()) throw error;
  });
  if (!isCollected) return proofs.results;
  const { loaders = [], checks = [], features = [], pipelines = [] } = contributions as Contributions;
  await provePackage(dir, collected, pipelines, proofs);
  for (const { name: item, description } of [...loaders, ...checks, ...features, ...pipelines]) {
    if (description.trim() !== '' && !description.includes('\n')) continue;
    await proofs.prove(item, 'says what it is, in one line', () => requireThat(false, `got ${JSON.stringify(description)}`));
  }
  for (const loader of loaders) {
    const subject = `loader ${loader.name}`;
    const given = listOf<LoaderFixture>(fixtures.loaders?.[loader.name]);
    await proveOptions(
      subject,
      loader.options,
      given.flatMap(({ options, empty }) => (empty ? [options, empty] : [options])),
      proofs,
    );
    await proofs.prove(subject, 'has a fixture', () => requireThat(given.length > 0, `give one: loaders.${loader.name}.options`));
    for (const fixture of given) await withFiles(fixture, dir, (baseDir) => proveLoader(subject, loader, fixture, baseDir, proofs));
  }
  for (const check of checks.map(refusePromises)) {
    const given = listOf<RowsFixture>(fixtures.checks?.[check.name]);
    const subject = `check ${check.name}`;
    await proveOptions(subject, check.options, optionsOf(given), proofs);
    for (const fixture of await fixturesFor(subject, `checks.${check.name}`, check.options, given, proofs)) {
      await withFiles(fixture, dir, (baseDir) => proveCheck(subject, check, fixture, baseDir, proofs));
    }
  }
  for (const feature of features.map(refusePromises)) {
    const given = listOf<RowsFixture>(fixtures.features?.[feature.name]);
    const subject = `feature ${feature.name}`;
    if (feature.options) await proveOptions(subject, feature.options, optionsOf(given), proofs);
    for (const fixture of await fixturesFor(subject, `features.${feature.name}`, feature.options, given, proofs)) {
      await withFiles(fixture, dir, (baseDir) => proveOneFeature(subject, feature, fixture, baseDir, proofs));
    }
  }
  await proofs.prove('package', 'every fixture is of a contribution', () => {
    const known = { loaders, checks, features };
    const stray = Object.entries(known).flatMap(([kind, items]) =>
      Object.keys(fixtures[kind as keyof Fixtures] ?? {})
        .filter((one) => !items.some((item) => item.name === one))
        .map((one) => `${kind}.${one}`),
    );
    requireThat(stray.length === 0, `of nothing: ${stray.join(', ')}`);
  });
  return proofs.results;
}

async function proveCheck(subject: string, check: Check, fixture: RowsFixture, baseDir: string, proofs: Proofs): Promise<void> {
  const options = { ...fixture.options };
  const ready = await readyFor(subject, fixture, () => check.columns(options), proofs);
  const prepared = await prepareFor(subject, check, options, baseDir, proofs);
  if (!ready || !prepared) return;
  const context = ({ schema }: Case) => checkContext(schema, prepared.value);
  if (check.kind === 'row') await proveRowCheck(subject, check, options, ready, context, proofs);
  else if (check.kind === 'summary') await proveSummaryCheck(subject, check, options, ready, context, proofs);
  else if (check.kind === 'window') await proveWindowCheck(subject, check, options, ready, context, proofs);
  else await proveGroupCheck(subject, check, options, ready, context, proofs);
}

async function proveOneFeature(subject: string, feature: Feature, fixture: RowsFixture, baseDir: string, proofs: Proofs): Promise<void> {
  const options = { ...fixture.options };
  const ready = await readyFor(subject, fixture, () => inputsOf(feature, options), proofs);
  const prepared = await prepareFor(subject, feature, options, baseDir, proofs);
  if (ready && prepared) await proveFeature(subject, feature, options, ready, prepared.value, proofs);
}

/** The rows to prove on; undefined where the columns cannot be told. */
async function readyFor(
  subject: string,
  fixture: RowsFixture,
  columnsOf: () => readonly string[],
  proofs: Proofs,
): Promise<Case[] | undefined> {
  let cases: Case[] | undefined;
  await proofs.prove(subject, 'names the columns that it reads', () => {
    const columns = columnsOf();
    requireThat(
      Array.isArray(columns) && columns.every((one) => typeof one === 'string'),
      `expected a list of names, got ${JSON.stringify(columns)}`,
    );
    const { schema } = fixture;
    const missing = schema ? columns.filter((one) => !schema.some((field) => field.name === one)) : [];
    requireThat(missing.length === 0, `the fixture's schema lacks ${missing.join(', ')}`);
    cases = drawCases(columns, fixture);
  });
  return cases;
}

async function prepareFor(
  subject: string,
  item: Pick<Check, 'prepare'>,
  options: Record<string, unknown>,
  baseDir: string,
  proofs: Proofs,
): Promise<{ readonly value: unknown } | undefined> {
  if (!item.prepare) return { value: undefined };
  let value: unknown;
  const isPrepared = await proofs.prove(subject, 'prepares itself', async () => {
    value = await item.prepare?.(options, prepareContext(baseDir));
  });
  return isPrepared ? { value } : undefined;
}

/** The fixtures, or one of no options for what needs none. */
async function fixturesFor(
  subject: string,
  place: string,
  schema: Check['options'] | undefined,
  given: readonly RowsFixture[],
  proofs: Proofs,
): Promise<readonly RowsFixture[]> {
  if (given.length > 0) return given;
  if (!needsOptions(schema)) return [{}];
  await proofs.prove(subject, 'has a fixture', () => requireThat(false, `its options have required keys: give ${place}.options`));
  return [];
}

/** Runs `work` with the directory in which the fixture's relative paths begin. */
async function withFiles({ files }: Pick<RowsFixture, 'files'>, dir: string, work: (baseDir: string) => Promise<void>): Promise<void> {
  if (!files) return work(dir);
  const scratch = await mkdtemp(join(tmpdir(), 'oads-fixture-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(scratch, name)), { recursive: true });
      await writeFile(join(scratch, name), content);
    }
    await work(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function optionsOf(given: readonly RowsFixture[]): unknown[] {
  return given.map(({ options = {} }) => options);
}

function listOf<T>(given: T | readonly T[] | undefined): readonly T[] {
  if (given === undefined) return [];
  return Array.isArray(given) ? given : [given as T];
}
