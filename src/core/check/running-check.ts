import { messageOf, OadsError, PluginError } from '../errors.ts';
import type { Batch } from '../frame/batch.ts';
import { listNames } from '../frame/list-names.ts';
import type { Schema } from '../frame/types.ts';
import type { Grouping } from '../profile/feature.ts';
import { wilsonInterval } from '../profile/wilson.ts';
import type { Rate } from '../snapshot/parts.ts';
import type { CheckResult } from '../snapshot/quality-snapshot.ts';
import type { Group } from '../window/cut-groups.ts';
import type { CheckContext, CheckState, CheckStatus, Finding, RowCheck, Sample, WindowCheck } from './check.ts';
import { findMentionedColumns } from './find-mentioned-columns.ts';
import type { PlannedCheck } from './plan-checks.ts';
import { findRows, type QuarantineShare } from './row-finding.ts';
import { RowTally, refuseStrange } from './row-tally.ts';
import type { SourceRows } from './source-rows.ts';

/** Why a check could not be computed, and on which batch; the lowest one is reported. */
interface Trouble {
  readonly message: string;
  readonly hint: string | null;
  readonly offset: number;
}

/** The groups that a check looks at, and the columns that it wants of them. */
export interface PlannedGroups extends Grouping {
  readonly columns: readonly string[];
}

/** One check under way. What it throws becomes its own status `error`, and it is not asked again. */
export class RunningCheck {
  readonly planned: PlannedCheck;
  readonly #context: CheckContext;
  readonly #tally = new RowTally();
  readonly #expectation: string = '';
  readonly #state?: CheckState;
  #finding?: Finding;
  #trouble?: Trouble;
  #columns: readonly string[];

  constructor(planned: PlannedCheck, context: CheckContext) {
    this.planned = planned;
    this.#context = context;
    this.#columns = planned.columns;
    const { check, options, fault } = planned;
    if (fault) this.#trouble = toTrouble(fault, 0);
    try {
      if (check.kind === 'row' || check.kind === 'group') this.#expectation = check.expectation(options);
      if (check.kind === 'summary') this.#state = check.start(options, context);
    } catch (error) {
      if (!(error instanceof PluginError)) throw error;
      this.#trouble = toTrouble(error, 0);
    }
  }

  get quarantines(): boolean {
    return this.planned.severity === 'quarantine';
  }

  /** The share of rows that may fail, where the check judges single rows; undefined for others. */
  get allowedShare(): number | undefined {
    const { check, options, tolerance } = this.planned;
    return check.kind === 'row' ? tolerance : check.kind === 'summary' ? check.rowShare?.allowed(options) : undefined;
  }

  /** Gives the verdicts back when rows of the batch failed a row check. `watch` is told those on each row that it judges. */
  update(batch: Batch, watch?: (verdicts: Uint8Array) => void): Uint8Array | undefined {
    const { check, options } = this.planned;
    if (check.kind === 'window' || check.kind === 'group') return undefined;
    return this.#guard(batch.offset, batch.schema, () => {
      if (check.kind === 'row') return this.#judge(check, batch, watch);
      this.#state?.update(batch);
      if (!watch || !check.rowShare) return undefined;
      const verdicts = new Uint8Array(batch.rows);
      check.rowShare.judge(batch, options, this.#context, verdicts);
      refuseStrange(verdicts);
      watch(verdicts);
      return undefined;
    });
  }

  merge(other: RunningCheck): void {
    this.#tally.merge(other.#tally);
    if (this.#state && other.#state) this.#state.merge(other.#state);
    if (this.#columns.length === 0) this.#columns = other.#columns;
    const theirs = other.#trouble;
    if (theirs && (!this.#trouble || theirs.offset < this.#trouble.offset)) this.#trouble = theirs;
  }

  async evaluate(read: Parameters<WindowCheck['evaluate']>[0], schema: Schema | undefined): Promise<void> {
    const { check, options } = this.planned;
    if (check.kind !== 'window') return;
    const evaluation = this.#guard(0, schema, () => check.evaluate(read, options, this.#context));
    try {
      this.#finding = await evaluation;
    } catch (error) {
      this.#trouble = toTrouble(error, 0);
    }
  }

  /** How a check of groups wants the rows; undefined where it cannot be computed. */
  planGroups(schema: Schema | undefined): PlannedGroups | undefined {
    const { check, options, required } = this.planned;
    if (check.kind !== 'group') return undefined;
    const grouping = this.#guard(0, schema, () => check.group(options));
    if (!grouping) return undefined;
    const { key, order } = grouping;
    const columns = [...new Set([...required, ...key, ...order])];
    return this.#guard(0, schema, () => ({ key, order, columns }), columns);
  }

  judgeGroup({ rows, places }: Group): void {
    const { check, options } = this.planned;
    if (check.kind !== 'group') return;
    this.#guard(0, undefined, () => {
      const verdicts = new Uint8Array(rows.rows);
      check.judge(rows, options, this.#context, verdicts);
      this.#tally.addPlaces(places, verdicts);
    });
  }

  /** Places of kept rows whose values its samples lack, and the columns that are looked at. */
  get wantedSamples(): { places: readonly number[]; columns: readonly string[] } {
    const isWanted = this.planned.check.kind === 'group' && !this.#trouble;
    const places = isWanted ? this.#tally.samples.list.map(({ row }) => row) : [];
    return { places, columns: [...this.#context.key, ...this.#columns] };
  }

  fillSamples(valuesOf: (place: number) => Sample['values'] | undefined): void {
    this.#tally.samples.fill(valuesOf);
  }

  /** For what went wrong outside of it. */
  break(error: unknown): void {
    this.#trouble ??= toTrouble(error, 0);
  }

  result(quarantine: QuarantineShare, sourceRows: SourceRows): CheckResult {
    const { id, check, severity, description } = this.planned;
    const common = { id, check: check.name, severity, columns: [...this.#columns], description };
    const judged = this.#guard(0, undefined, () => this.#conclude(quarantine));
    if (this.#trouble || !judged) {
      const { message, hint } = this.#trouble ?? { message: 'not evaluated', hint: null };
      return {
        ...common,
        status: 'error',
        observed: message,
        expected: this.#expectation || check.description,
        failed: null,
        samples: [],
        hint,
      };
    }
    const { finding, status } = judged;
    const toSource = (row: number) =>
      check.kind === 'window' || check.kind === 'group' ? sourceRows.ofKept(row) : this.quarantines ? row : sourceRows.ofScreened(row);
    return {
      ...common,
      status,
      observed: finding.observed,
      expected: finding.expected,
      failed: finding.rows ? toRate(finding.rows) : null,
      samples: (finding.samples ?? []).map(({ row, values }: Sample) => ({ row: toSource(row), values: { ...values } })),
      hint: finding.hint ?? null,
    };
  }

  #judge(check: RowCheck, batch: Batch, watch?: (verdicts: Uint8Array) => void): Uint8Array | undefined {
    const { options } = this.planned;
    if (this.#columns.length === 0) this.#columns = findMentionedColumns(batch.schema, options);
    const verdicts = new Uint8Array(batch.rows);
    check.judge(batch, options, this.#context, verdicts);
    const failed = this.#tally.update(batch, verdicts, [...this.#context.key, ...this.#columns]);
    watch?.(verdicts);
    return failed > 0 ? verdicts : undefined;
  }

  #conclude(quarantine: QuarantineShare): { finding: Finding; status: CheckStatus } | undefined {
    const { kind } = this.planned.check;
    if (kind === 'row' || kind === 'group') return findRows(this.planned, this.#tally, this.#expectation, quarantine);
    const finding = this.#state?.finding() ?? this.#finding;
    return finding && { finding, status: finding.passed ? 'pass' : this.planned.severity === 'warn' ? 'warn' : 'fail' };
  }

  #guard<T>(offset: number, schema: Schema | undefined, work: () => T, required = this.planned.required): T | undefined {
    if (this.#trouble) return undefined;
    const missing = schema && required.filter((name) => !schema.some((field) => field.name === name));
    if (missing && missing.length > 0) {
      const wanted = missing.map((name) => `"${name}"`).join(' and ');
      const message = `expected a column ${wanted}, got ${listNames(schema.map(({ name }) => name))}`;
      this.#trouble = { message, hint: 'correct the name in the check, or add the column to the source', offset };
      return undefined;
    }
    try {
      return work();
    } catch (error) {
      this.#trouble = toTrouble(error, offset);
      return undefined;
    }
  }
}

function toTrouble(error: unknown, offset: number): Trouble {
  // A check that wanted to end the process is no verdict on the data.
  if (error instanceof PluginError && error.code === 'OADS_PLUGIN_EXIT') throw error;
  return { message: messageOf(error), hint: (error instanceof OadsError && error.hint) || null, offset };
}

function toRate({ judged, failed }: NonNullable<Finding['rows']>): Rate {
  const { low, high } = wilsonInterval(failed, judged);
  return { value: judged === 0 ? 0 : failed / judged, count: failed, n: judged, interval: [low, high] };
}
