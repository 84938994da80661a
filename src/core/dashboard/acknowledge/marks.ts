import { keyOfRow } from '../../artifacts/acknowledge/acknowledgement-line.ts';
import { type MarkLog, markOf } from '../../artifacts/acknowledge/read-log.ts';
import type { SoundRun } from '../../artifacts/verify-run.ts';
import { toRate } from '../../profile/rate.ts';
import type { Acknowledgement } from '../../snapshot/acknowledgement.ts';
import type { TopAnomaly } from '../../snapshot/inference-metrics.ts';
import type { Rate } from '../../snapshot/parts.ts';

/** What people said of the rows of a pipeline, as an answer needs it. */
export interface Marks {
  /** Whether this server takes new ones; who may read a guarded server may mark. */
  readonly allowed: boolean;
  /** What is wrong with the log; the marks of its sound lines count all the same. */
  readonly problems: readonly string[];
  /** null for a row without a mark, or whose mark was withdrawn. */
  of(run: SoundRun, row: TopAnomaly): Acknowledgement | null;
}

export interface MarkCounts {
  readonly confirmed: number;
  readonly false_alarm: number;
  /** Kept rows of the run: marks of other rows of its input are not counted. */
  readonly shown: number;
  /** Of the flagged rows that bear a mark: no random sample, people choose what they look at. */
  readonly reviewed: {
    readonly confirmed: number;
    readonly false_alarms: number;
    /** Share of confirmed ones; null where none was looked at. */
    readonly precision: Rate | null;
  };
}

export function marksOf(log: MarkLog, allowed: boolean): Marks {
  return {
    allowed,
    problems: log.problems,
    of: (run, row) => {
      const mark = markOf(log, run.manifest.identity.input_digest, keyOfRow(row));
      return mark?.verdict === 'withdrawn' ? null : mark;
    },
  };
}

/** The rows that a run shows: those it kept, and none of a withheld one. */
export function shownRows({ system, metrics }: SoundRun): readonly TopAnomaly[] {
  return system.trust.level === 'withheld' ? [] : metrics.top;
}

export function countMarks(run: SoundRun, marks: Pick<Marks, 'of'>): MarkCounts {
  const shown = shownRows(run);
  const marked = shown.flatMap((row) => {
    const mark = marks.of(run, row);
    return mark ? [{ verdict: mark.verdict, flagged: row.is_anomaly }] : [];
  });
  const count = (verdict: string, from = marked) => from.filter((mark) => mark.verdict === verdict).length;
  const flagged = marked.filter((mark) => mark.flagged);
  const [confirmed, falseAlarms] = [count('confirmed', flagged), count('false_alarm', flagged)];
  return {
    confirmed: count('confirmed'),
    false_alarm: count('false_alarm'),
    shown: shown.length,
    reviewed: { confirmed, false_alarms: falseAlarms, precision: flagged.length > 0 ? toRate(confirmed, flagged.length) : null },
  };
}
