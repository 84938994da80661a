import { formatPercent } from '../profile/wording.ts';
import { type Age, ageOf } from './guess/age-of.ts';
import { countWindowRows } from './guess/count-window-rows.ts';
import { findDifferences } from './guess/find-differences.ts';
import { findPersonal } from './guess/find-personal.ts';
import { type GuessedHoldout, guessHoldout, holdNothingOut } from './guess/guess-holdout.ts';
import { guessKey } from './guess/guess-key.ts';
import { guessTime } from './guess/guess-time.ts';
import { hasDecimalCommas } from './guess/has-decimal-commas.ts';
import { judgeFit } from './guess/judge-fit.ts';
import { proposeChecks } from './guess/propose-checks.ts';
import { describeUnwritable, isWritable, proposeContract } from './guess/propose-contract.ts';
import { proposeFeatures } from './guess/propose-features.ts';
import type { Looked } from './look/look-at.ts';
import type { ColumnLook, TableLook } from './look/table-look.ts';
import type { Proposal } from './proposal.ts';
import { sayCount, sayNumber, sayValue } from './say.ts';

export interface ProposeInput {
  readonly pipeline: string;
  readonly source: Proposal['source'];
  /** What names a row, as the source itself says. */
  readonly key?: { readonly columns: readonly string[]; readonly basis: string };
  readonly now: Date;
}

/** Rows that a certified run scores at least, see the ladder. */
const CERTIFIED_ROWS = 200;

/** What a config for this table should say, guess by guess. */
export function propose(look: Looked, { pipeline, source, key: knownKey, now }: ProposeInput): Proposal {
  const columns = look.columns.filter(({ name }) => isWritable(name));
  const table = { ...look, columns, keys: look.keys.filter((names) => names.every(isWritable)) };
  const seen = `${look.complete ? '' : 'the first '}${sayCount(look.rows, 'row')}`;
  const time = guessTime(table);
  const key = knownKey ? { value: knownKey.columns, basis: knownKey.basis, certain: true, given: true } : guessKey(table, time.value);
  const parted = guessHoldout(table, time.value);
  const chooseFor = (holdout: GuessedHoldout) => proposeFeatures(table, { key: key.value ?? [], time: time.value, holdout });
  const first = chooseFor(parted);
  const fit = judgeFit(table, first.features, parted);
  const holdout = fit.value ? parted : holdNothingOut(look, 'nothing is fitted, so that nothing is held out');
  const { features, leftOut } = fit.value ? first : chooseFor(holdout);
  const timed = table.columns.find(({ name }) => name === time.value);
  const age = timed && timed.max !== null ? ageOf(timed.max, now) : undefined;
  const doubts = [...doubtRows(look), ...doubtCommas(look), ...(fit.value ? doubtOrder(table, features, parted) : [])];
  return {
    pipeline,
    source,
    seen,
    contract: proposeContract(table),
    key,
    time,
    holdout,
    checks: proposeChecks(table, { key, time: time.value, holdout, now }),
    features,
    leftOut,
    dropped: look.columns.map(({ name }) => name).filter((name) => !isWritable(name)),
    window: countWindowRows(table, time.value),
    personal: findPersonal(columns),
    waivesAge: { value: age !== 'recent', basis: describeAge(age) },
    fit,
    doubts,
    remarks: [...doubts, ...remarkFuture(timed, age), ...remarkColumns(look), ...remarkRows(look, holdout.rowsFrom)],
    notMapped: [],
  };
}

function describeAge(age: Age | undefined): string {
  if (age === 'recent') return 'the data are of these days: the check `fresh` judges their age';
  if (age === undefined) return 'the data have no column that tells their age';
  return age === 'future'
    ? 'the newest time lies in the future, which tells no age'
    : 'the newest row is more than a week old: these data are history';
}

function remarkFuture(time: ColumnLook | undefined, age: Age | undefined): string[] {
  if (age !== 'future' || !time || time.max === null) return [];
  return [
    `"${time.name}" holds times in the future, up to ${sayValue(time, time.max)}: perhaps a placeholder, or a plan; take another time, or leave such rows out`,
  ];
}

function doubtRows({ rows, columns }: Looked): string[] {
  if (rows > 0) return [];
  return [
    `the source has ${sayCount(columns.length, 'column')} and no rows: nothing was learnt from it but names; run oads init again once it has some`,
  ];
}

/** Said at once: such a column may be the main measure, and no model reads it. */
function doubtCommas({ columns }: Looked): string[] {
  return columns.flatMap(({ name, text }) => {
    if (!text || !hasDecimalCommas(text)) return [];
    const share = formatPercent(text.decimalCommas);
    return [
      `"${name}": ${share} of the values look like numbers with a decimal comma: text until they are written with a point, and so no feature. \
Export the file with decimal points, or convert that column, and run oads init again with --force`,
    ];
  });
}

/** Parts by place in the file mean something only where rows come in order of time, or in none. */
function doubtOrder(table: TableLook, features: Proposal['features'], holdout: GuessedHoldout): string[] {
  const row = holdout.value?.row;
  if (row === undefined) return [];
  const differing = findDifferences(table, features, holdout);
  if (differing.length < 2 || differing.length * 3 < features.length) return [];
  return [
    `${differing.length} of ${sayCount(features.length, 'feature')} differ between the rows before row ${sayNumber(row)} and those from it on: a run will show drift. \
The order of these rows is not one of time; shuffle them first, part them by something better, or fit with --reference FILE`,
  ];
}

function remarkColumns({ columns }: Looked): string[] {
  return columns.flatMap(({ name, text, unreadable }) => {
    const why = describeUnwritable(name);
    if (why !== undefined) return [`the column ${JSON.stringify(name)} is not read: ${why}, so that a contract cannot hold it`];
    if (unreadable > 0)
      return [`"${name}" holds ${sayCount(unreadable, 'infinite number')}: it is left out of the contract, which would fail`];
    if (text && text.dates > 0.5)
      return [
        `"${name}": ${formatPercent(text.dates)} of the values look like dates that no type reads; written as ISO 8601 they could be its time`,
      ];
    return [];
  });
}

function remarkRows(look: Looked, heldOut: number): string[] {
  const remarks: string[] = [];
  if (look.skipRows > 0) remarks.push('the first row below the header holds HXL tags: skip_rows leaves it out');
  if (!look.complete) remarks.push(`only the first ${sayNumber(look.rows)} rows were looked at`);
  if (heldOut > 0 && heldOut < CERTIFIED_ROWS)
    remarks.push(`a run of ${sayCount(heldOut, 'row')} is never certified: that takes ${CERTIFIED_ROWS}`);
  return remarks;
}
