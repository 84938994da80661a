import { ModelError, SourceError } from '../../errors.ts';
import type { BundleContent } from '../../model/write-bundle.ts';
import type { QualitySnapshot } from '../../snapshot/quality-snapshot.ts';
import { hintToWiden, type TimeSpan } from '../row-window.ts';

type Failures = QualitySnapshot['checks'];

/** The checks that the reference of a fit failed: one of severity warn that cannot be computed only warns, here as everywhere. */
export function findFailures({ checks }: Pick<QualitySnapshot, 'checks'>): Failures {
  return checks.filter(({ status, severity }) => status === 'fail' || (status === 'error' && severity !== 'warn'));
}

/** Failed checks can be forced; where the columns are not there is nothing to fit. Throws SourceError. */
export function refuseFailures(
  { contract_broken }: Pick<QualitySnapshot, 'contract_broken'>,
  failed: Failures,
  force: boolean,
  { loader, window }: { loader: string; window?: TimeSpan },
): void {
  if (contract_broken.length === 0 && (failed.length === 0 || force)) return;
  const what = [...contract_broken, ...(failed.length > 0 ? [describeFailures(failed)] : [])];
  throw new SourceError('OADS_FIT_QUALITY', `expected reference rows that pass quality, got ${what.join('; ')}`, {
    hint: window && isOfFewRows(contract_broken, failed) ? hintToWiden(window) : findRemedy(contract_broken.length > 0, failed, loader),
  });
}

const isOfFewRows = (broken: readonly string[], failed: Failures) =>
  broken.length === 0 && failed.some(({ check }) => check === 'row_count');

const OF_FEW_ROWS = ['OADS_FIT_ROWS', 'OADS_FIT_CALIBRATION'];

/** Where too few rows were left, the window that left them is what to look at first. */
export function blameWindow(error: unknown, window: TimeSpan | undefined): unknown {
  if (!window || !(error instanceof ModelError) || !OF_FEW_ROWS.includes(error.code)) return error;
  const hint = error.hint === undefined ? '' : `; else ${error.hint}`;
  return new ModelError(error.code, error.message, { hint: `${hintToWiden(window)}${hint}`, cause: error });
}

export function describeFailures(failed: Failures): string {
  return failed.map(({ id, observed }) => `${id}: ${observed}`).join('; ');
}

/** The same with a remark on the card. It names the checks only: what they saw may hold an age, and the card holds no time of day. */
export function remarkFailures<Content extends BundleContent>(content: Content, failed: Failures): Content {
  const { card } = content;
  const remark = `fitted with --force: the reference failed ${failed.map(({ id }) => id).join(', ')}`;
  return { ...content, card: { ...card, training: { ...card.training, remarks: [...(card.training.remarks ?? []), remark] } } };
}

function findRemedy(isBroken: boolean, failed: Failures, loader: string): string {
  if (isBroken && loader.includes(':')) {
    return `a file of --reference is read as it is, without ${loader}: let the config's source name what that loader reads and leave --reference out, or make a table of it with \`oads load -o FILE\` first`;
  }
  if (isBroken) return 'mend the reference or the contract: without the columns there is nothing to fit';
  if (failed.every(({ check }) => check === 'freshness')) {
    return 'a reference may be old: --as-of TIME says which moment counts as now, such as its end; --force fits all the same';
  }
  return 'mend the reference or the checks; --force fits all the same, and the bundle says so';
}
