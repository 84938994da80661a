import type { CheckConfig } from '../config/schema.ts';
import { BugError } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import { type Cell, cellAt } from '../frame/cell.ts';
import { chosenIndexes } from '../frame/select-rows.ts';
import type { Column, ColumnType, Schema } from '../frame/types.ts';
import type { CheckResult } from '../snapshot/quality-snapshot.ts';
import type { VisitOptions } from '../window/visit-groups.ts';
import type { Check, CheckContext, Severity } from './check.ts';
import { judgeGroups } from './judge-groups.ts';
import { planChecks } from './plan-checks.ts';
import { RunningCheck } from './running-check.ts';
import { SourceRows } from './source-rows.ts';
import { watchRead } from './watch-read.ts';

/** What the checks of a run are told, besides their options. */
export interface QualityContext extends Omit<CheckContext, 'coercionFailures' | 'typeBefore' | 'prepared'> {
  /** What `prepare` of a check gave. */
  preparedOf?(check: CheckConfig): unknown;
  /** More rows than this share set aside by all quarantine checks together is a failure. */
  readonly maxQuarantineShare: number;
}

/** By column: 1 where a non-null value could not be read as the contract's type. */
export type CoercionFailures = ReadonlyMap<string, Uint8Array>;

/** The rows set aside. */
export interface Refused {
  readonly batch: Batch;
  /** 1 for each of them among the rows of the batch that was screened. */
  readonly mask: Uint8Array;
  /** For each of them the ids of the checks that refused it: `range-delay; allowed-carrier`. */
  readonly rules: readonly string[];
}

export interface Screened {
  readonly kept: Batch;
  /** The rows set aside, each with the ids of the checks that refused it: `range-delay; allowed-carrier`.
   *  `mask` is 1 for each row of the screened batch that was set aside. */
  readonly refused: { readonly batch: Batch; readonly mask: Uint8Array; readonly rules: readonly string[] } | null;
}

/** A check that judges single rows, so that its failures can be counted by segment. */
export interface CountableCheck {
  readonly id: string;
  readonly severity: Severity;
  /** The share of failures that passes; a check that sets rows aside has none of its own. */
  readonly allowed: number;
}

/** Is told what the checks say of each row of a batch, while it is screened. */
export interface VerdictWatch {
  /** 1 for each row that was set aside; before any verdict on the rows that were kept. */
  quarantined(mask: Uint8Array): void;
  /** `check`: its place among the countable ones. `verdicts[i]`: 1 fails, 2 is not judged; of kept rows, but for checks that set aside: of all. */
  judged(check: number, verdicts: Uint8Array): void;
}

export type ReadKept = (columns: readonly string[]) => AsyncIterable<Batch>;

/**
 * All checks of a pipeline over one pass of the source, then over its kept rows. Batches may come in any order, and
 * runs over parts of the source may be merged: the results are the same.
 */
export interface QualityRun {
  readonly rows: { readonly in: number; readonly kept: number; readonly quarantined: number };
  readonly countable: readonly CountableCheck[];
  /** Sets aside the rows that a quarantine check refuses; all other checks see the kept ones only. */
  screen(
    batch: Batch,
    failures?: CoercionFailures,
    originals?: ReadonlyMap<string, Column>,
    typesBefore?: ReadonlyMap<string, ColumnType>,
    watch?: VerdictWatch,
  ): Screened;
  /** Adds what a run of the same checks found on other rows of the source. */
  merge(other: QualityRun): void;
  /** `read` gives the kept rows in source order, as often as asked; each offset is the number of kept rows before. */
  finish(read: ReadKept, options?: FinishOptions): Promise<CheckResult[]>;
}

/** For what looks at groups of rows: where those go that do not fit into memory, and who is told. */
export type FinishOptions = Pick<VisitOptions, 'scratchDir' | 'signal' | 'memoryRows'> & {
  onRows?(done: number, total: number): void;
};

/** Throws UsageError for an unknown check, options that contradict themselves, or a severity that does not fit. */
export function startChecks(configs: readonly CheckConfig[], registry: ReadonlyMap<string, Check>, context: QualityContext): QualityRun {
  return new ChecksRun(configs, registry, context);
}

const NO_TYPES: ReadonlyMap<string, ColumnType> = new Map();

class ChecksRun implements QualityRun {
  readonly rows = { in: 0, kept: 0, quarantined: 0 };
  readonly #maxShare: number;
  readonly #checks: readonly RunningCheck[];
  readonly #countable: readonly RunningCheck[];
  readonly #sourceRows = new SourceRows();
  #schema?: Schema;
  #failures: (column: string) => Uint8Array | undefined = () => undefined;
  #original: (column: string, row: number) => Cell | undefined = () => undefined;
  #typesBefore: ReadonlyMap<string, ColumnType> = NO_TYPES;

  constructor(
    configs: readonly CheckConfig[],
    registry: ReadonlyMap<string, Check>,
    { maxQuarantineShare, preparedOf, ...context }: QualityContext,
  ) {
    const shared: CheckContext = {
      ...context,
      coercionFailures: (column) => this.#failures(column),
      originalCell: (column, row) => this.#original(column, row),
      typeBefore: (column) => this.#typesBefore.get(column),
    };
    this.#maxShare = maxQuarantineShare;
    this.#checks = planChecks(configs, registry).map(
      (planned, index) => new RunningCheck(planned, preparedOf ? { ...shared, prepared: preparedOf(configs[index]) } : shared),
    );
    this.#countable = this.#checks.filter(({ allowedShare }) => allowedShare !== undefined);
  }

  get countable(): CountableCheck[] {
    return this.#countable.map(({ planned: { id, severity }, allowedShare = 0 }) => ({ id, severity, allowed: allowedShare }));
  }

  screen(
    batch: Batch,
    failures: CoercionFailures = new Map(),
    originals: ReadonlyMap<string, Column> = new Map(),
    typesBefore: ReadonlyMap<string, ColumnType> = NO_TYPES,
    watch?: VerdictWatch,
  ): Screened {
    this.#schema ??= batch.schema;
    this.#typesBefore = typesBefore;
    this.#failures = (column) => failures.get(column);
    this.#original = readOriginals(originals, (row) => row);
    const { mask, rules } = this.#refuse(batch, watch);
    watch?.quarantined(mask);
    const kept = rules.length === 0 ? batch : batch.select(mask.map((refused) => 1 - refused));
    if (rules.length > 0) {
      this.#sourceRows.add(batch.offset, mask);
      this.#failures = keepRows(failures, mask, kept.rows);
      let indexes: Uint32Array | undefined;
      this.#original = readOriginals(originals, (row) => (indexes ??= chosenIndexes(mask.map((refused) => 1 - refused)))[row]);
    }
    this.rows.in += batch.rows;
    this.rows.kept += kept.rows;
    this.rows.quarantined += rules.length;
    for (const check of this.#checks) if (!check.quarantines) check.update(kept, this.#watchOf(check, watch));
    return { kept, refused: rules.length === 0 ? null : { batch: batch.select(mask), mask, rules } };
  }

  merge(other: QualityRun): void {
    if (!(other instanceof ChecksRun) || other.#checks.length !== this.#checks.length)
      throw new BugError('runs of different checks cannot be merged');
    this.#schema ??= other.#schema;
    this.rows.in += other.rows.in;
    this.rows.kept += other.rows.kept;
    this.rows.quarantined += other.rows.quarantined;
    this.#sourceRows.merge(other.#sourceRows);
    for (const [index, check] of this.#checks.entries()) check.merge(other.#checks[index]);
  }

  async finish(read: ReadKept, options: FinishOptions = {}): Promise<CheckResult[]> {
    const quarantine = { quarantined: this.rows.quarantined, rowsIn: this.rows.in, maxShare: this.#maxShare };
    const watched = watchRead(read, this.#schema);
    const results: CheckResult[] = [];
    // What was told of the last batch is not true of these rows.
    this.#failures = () => undefined;
    this.#original = () => undefined;
    await judgeGroups(this.#checks, { rows: this.rows.kept, read: watched.read }, this.#schema, options);
    watched.throwIfFailed();
    for (const check of this.#checks) {
      if (check.planned.check.kind === 'window') {
        await check.evaluate(watched.read, this.#schema);
        watched.throwIfFailed();
      }
      results.push(check.result(quarantine, this.#sourceRows));
    }
    return results;
  }

  #watchOf(check: RunningCheck, watch: VerdictWatch | undefined): ((verdicts: Uint8Array) => void) | undefined {
    const place = this.#countable.indexOf(check);
    return watch && place >= 0 ? (verdicts) => watch.judged(place, verdicts) : undefined;
  }

  /** `mask[i]` is 1 for each row that is refused, `rules` says why for each of them in turn. */
  #refuse(batch: Batch, watch?: VerdictWatch): { mask: Uint8Array; rules: string[] } {
    const mask = new Uint8Array(batch.rows);
    const refusing: { id: string; verdicts: Uint8Array }[] = [];
    for (const check of this.#checks) {
      if (!check.quarantines) continue;
      const verdicts = check.update(batch, this.#watchOf(check, watch));
      if (verdicts === undefined) continue;
      for (let row = 0; row < mask.length; row++) if (verdicts[row] === 1) mask[row] = 1;
      refusing.push({ id: check.planned.id, verdicts });
    }
    const rules: string[] = [];
    if (refusing.length === 0) return { mask, rules };
    for (let row = 0; row < mask.length; row++) {
      if (mask[row] === 0) continue;
      let rule = '';
      for (const { id, verdicts } of refusing) if (verdicts[row] === 1) rule = rule === '' ? id : `${rule}; ${id}`;
      rules.push(rule);
    }
    return { mask, rules };
  }
}

function readOriginals(originals: ReadonlyMap<string, Column>, sourceOf: (row: number) => number) {
  return (column: string, row: number): Cell | undefined => {
    const original = originals.get(column);
    return original && cellAt(original, sourceOf(row));
  };
}

function keepRows(failures: CoercionFailures, refused: Uint8Array, rows: number): (column: string) => Uint8Array | undefined {
  const kept = new Map<string, Uint8Array>();
  return (column) => {
    const whole = failures.get(column);
    if (whole === undefined) return undefined;
    let part = kept.get(column);
    if (part === undefined) {
      part = new Uint8Array(rows);
      for (let row = 0, next = 0; row < whole.length; row++) if (refused[row] === 0) part[next++] = whole[row];
      kept.set(column, part);
    }
    return part;
  };
}
