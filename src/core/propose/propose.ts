import { formatPercent } from '../profile/wording.ts';
import { findPersonal } from './guess/find-personal.ts';
import { guessHoldout } from './guess/guess-holdout.ts';
import { guessKey } from './guess/guess-key.ts';
import { guessTime } from './guess/guess-time.ts';
import { isRecent, proposeChecks } from './guess/propose-checks.ts';
import { isWritable, proposeContract } from './guess/propose-contract.ts';
import { proposeFeatures } from './guess/propose-features.ts';
import type { Looked } from './look/look-at.ts';
import type { Proposal } from './proposal.ts';
import { sayCount, sayNumber } from './say.ts';

export interface ProposeInput {
  readonly pipeline: string;
  readonly source: Proposal['source'];
  /** What names a row, as the source itself says. */
  readonly key?: { readonly columns: readonly string[]; readonly basis: string };
  readonly now: Date;
}

/** Fewer reference rows than this, and neither a forest nor its calibration has enough. */
const LEAST_REFERENCE = 60;
const LEAST_HELD_OUT = 10;
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
  const { features, leftOut } = proposeFeatures(table, { key: key.value ?? [], time: time.value, holdout: parted });
  const fit = judgeFit(parted.rowsBefore, parted.rowsFrom, features.some(isInput));
  const holdout = fit.value
    ? parted
    : { ...parted, value: undefined, rowsBefore: look.rows, rowsFrom: 0, basis: 'nothing is fitted, so that nothing is held out' };
  const newest = table.columns.find(({ name }) => name === time.value)?.max ?? null;
  const recent = newest !== null && isRecent(newest, now);
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
    personal: findPersonal(columns),
    waivesAge: { value: !recent, basis: describeAge(time.value, recent) },
    fit,
    remarks: [...remarkColumns(look), ...remarkRows(look, holdout.rowsFrom)],
    notMapped: [],
  };
}

function isInput({ value }: Proposal['features'][number]): boolean {
  return value.kind !== 'categorical' || value.model === true;
}

/** The false alarm rate needs calibration rows: as many as half of the reference gives. */
function judgeFit(reference: number, heldOut: number, hasInputs: boolean): Proposal['fit'] {
  if (reference < LEAST_REFERENCE || heldOut < LEAST_HELD_OUT) {
    return { value: undefined, basis: `too few rows to fit a model on: ${sayCount(reference, 'row')}, of ${LEAST_REFERENCE} at least` };
  }
  if (!hasInputs) return { value: undefined, basis: 'no column that a model could read' };
  const falseAlarmRate = reference >= 1000 ? 0.01 : reference >= 250 ? 0.02 : 0.05;
  const basis =
    falseAlarmRate === 0.01
      ? `one sound row in a hundred may be flagged`
      : `with ${sayCount(reference, 'reference row')} a smaller rate could hardly be calibrated`;
  return { value: { falseAlarmRate }, basis };
}

function describeAge(time: string | undefined, recent: boolean): string {
  if (recent) return 'the data are of these days: the check `fresh` judges their age';
  return time === undefined
    ? 'the data have no column that tells their age'
    : 'the newest row is more than a week old: these data are history';
}

function remarkColumns({ columns }: Looked): string[] {
  return columns.flatMap(({ name, text, unreadable }) => {
    if (!isWritable(name)) return [`the column ${JSON.stringify(name)} is dropped: its name has a line end, which a contract cannot hold`];
    if (unreadable > 0)
      return [`"${name}" holds ${sayCount(unreadable, 'infinite number')}: it is left out of the contract, which would fail`];
    if (text && text.dates > 0.5)
      return [`"${name}": ${formatPercent(text.dates)} look like dates that no type reads; written as ISO 8601 they could be its time`];
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
