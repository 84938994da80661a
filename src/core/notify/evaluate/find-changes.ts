import type { NotificationSeverity } from '../../schema/notification-names.ts';
import type { NotifiedChange } from '../../snapshot/notification.ts';
import type { Standing } from '../../snapshot/notification-record.ts';
import { type DriftFlag, type QualityFlag, type SourceUsed, TRUST_LEVELS, type TrustLevel } from '../../snapshot/parts.ts';
import { clip } from '../clip.ts';
import { formatCount, formatNumber } from '../format-number.ts';
import type { NotifiedRun } from './notified-run.ts';
import { SOUND, standingOf } from './standing-of.ts';

const QUALITY_RANKS: Readonly<Record<QualityFlag, number>> = { pass: 0, warn: 1, fail: 2, error: 2 };
/** What could not be judged is worse than none, and no better than what was there before. */
const DRIFT_RANKS: Readonly<Record<DriftFlag, number>> = { none: 0, insufficient: 1, unavailable: 1, moderate: 1, severe: 2 };
const SEVERITIES: readonly NotificationSeverity[] = ['info', 'warning', 'critical'];
const MOST_NAMED = 3;

const SOURCES: Readonly<Record<SourceUsed, string>> = {
  primary: 'the configured source',
  last_good: 'the rows of the last successful load',
  file: 'the local fallback file',
  input: 'rows given by hand',
};

/**
 * How a run stands against the one before it, worst first. `before` null: there is none, and everything that is not as it should be is
 * told unless the run is certified.
 */
export function findChanges(before: Standing | null, run: NotifiedRun): NotifiedChange[] {
  const after = standingOf(run.system);
  if (before === null && after.trust === 'certified') return [];
  const old = before ?? SOUND;
  const from = <T extends string>(value: T): T | null => (before === null ? null : value);
  const changes: NotifiedChange[] = [];
  const add = (
    topic: NotifiedChange['topic'],
    values: { from: string | null; to: string },
    ranks: { old: number; now: number; worst: number },
    { worse, better }: { worse: string; better: string },
  ) => {
    const isBetter = ranks.now < ranks.old;
    changes.push({
      topic: isBetter ? 'recovery' : topic,
      severity: isBetter ? 'info' : SEVERITIES[ranks.now >= ranks.worst ? 2 : 1],
      ...values,
      text: clip(isBetter ? better : worse, 900),
    });
  };
  if (old.trust !== after.trust) {
    const ranks = { old: rankOf(old.trust), now: rankOf(after.trust), worst: rankOf('withheld') };
    const texts = { worse: `Trust fell from ${old.trust} to ${after.trust}.`, better: `Trust rose from ${old.trust} to ${after.trust}.` };
    if (before === null) texts.worse = `The first run that is watched is ${after.trust}, not certified.`;
    add('trust', { from: from(old.trust), to: after.trust }, ranks, texts);
  }
  if (old.quality !== after.quality) {
    const ranks = { old: QUALITY_RANKS[old.quality], now: QUALITY_RANKS[after.quality], worst: 2 };
    const went = before === null ? `Quality is ${after.quality}` : `Quality went from ${old.quality} to ${after.quality}`;
    add('quality', { from: from(old.quality), to: after.quality }, ranks, {
      worse: `${went}${describeChecks(run)}.`,
      better: `${went}${describeChecks(run)}.`,
    });
  }
  if (old.drift !== after.drift) {
    const now = DRIFT_RANKS[after.drift];
    const isJudged = after.drift !== 'insufficient' && after.drift !== 'unavailable';
    const ranks = { old: isJudged ? DRIFT_RANKS[old.drift] : Math.min(DRIFT_RANKS[old.drift], now), now, worst: 2 };
    const went = before === null ? `Drift is ${after.drift}` : `Drift went from ${old.drift} to ${after.drift}`;
    add('drift', { from: from(old.drift), to: after.drift }, ranks, {
      worse: `${went}${describeDrift(run)}.`,
      better: `${went}${describeDrift(run)}.`,
    });
  }
  const [was, is] = [isFallback(old.source), isFallback(after.source)];
  if (was !== is) {
    const why = run.system.summary.fallback_reason ?? 'not recorded';
    add(
      'source',
      { from: from(old.source), to: after.source },
      { old: Number(was), now: Number(is), worst: 2 },
      {
        worse: `The source could not be used, and a fallback began: these are ${SOURCES[after.source]}. Reason: ${why}.`,
        better: `The fallback has ended: the rows come from ${SOURCES[after.source]} again.`,
      },
    );
  }
  if (old.stale !== after.stale) {
    const word = (isStale: boolean) => (isStale ? 'stale' : 'fresh');
    const ranks = { old: Number(old.stale), now: Number(after.stale), worst: 1 };
    add('source', { from: from(word(old.stale)), to: word(after.stale) }, ranks, {
      worse: 'The data are stale: they are older than their limit, or tell no age.',
      better: 'The data are fresh again.',
    });
  }
  return sortWorstFirst(changes);
}

export function sortWorstFirst<T extends { readonly severity: NotificationSeverity }>(list: readonly T[]): T[] {
  return [...list].sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity));
}

function rankOf(level: TrustLevel): number {
  return TRUST_LEVELS.indexOf(level);
}

function isFallback(source: SourceUsed): boolean {
  return source === 'last_good' || source === 'file';
}

function describeChecks({ quality }: NotifiedRun): string {
  const wrong = quality.checks.filter(({ status }) => status !== 'pass');
  if (wrong.length === 0) return '';
  const named = wrong.slice(0, MOST_NAMED).map(({ id, observed }) => `${clip(id, 60)}: ${clip(observed, 160)}`);
  return ` (${formatCount(wrong.length, 'check')} not passed, of ${formatNumber(quality.checks.length)}: ${named.join('; ')}${more(wrong.length)})`;
}

function describeDrift({ system: { trust } }: NotifiedRun): string {
  const { drifted, tested } = trust.drift;
  if (drifted.length === 0) return '';
  const named = drifted.slice(0, MOST_NAMED).map(({ feature, effect, value, interval, q, n_ref, n_cur }) => {
    const size = value === null ? '' : ` ${effect} ${figure(value)}${interval ? ` [${interval.map(figure).join(', ')}]` : ''}`;
    return `${clip(feature, 60)}${size}, q ${q === null ? 'unknown' : figure(q)}, n ${formatNumber(n_cur)} against ${formatNumber(n_ref)}`;
  });
  return ` (${drifted.length} of ${formatCount(tested, 'feature')}: ${named.join('; ')}${more(drifted.length)})`;
}

function figure(value: number): string {
  return Number(value.toPrecision(3)).toString();
}

function more(count: number): string {
  return count > MOST_NAMED ? `; and ${count - MOST_NAMED} more` : '';
}
