import type { CheckResult, QualitySnapshot } from '../../snapshot/quality-snapshot.ts';
import type { ComparedCheck } from './comparison.ts';

const WORST_FIRST = { fail: 0, error: 1, warn: 2, pass: 3 } as const;

/** The checks of both runs by their ids: those whose status changed first, then the worst. */
export function compareChecks(run: QualitySnapshot, other: QualitySnapshot): ComparedCheck[] {
  const [here, there] = [run, other].map(({ checks }) => new Map(checks.map((check) => [check.id, check])));
  const severity = ({ run: now, with: before }: ComparedCheck) =>
    Math.min(...[now, before].map((check) => (check === null ? 4 : WORST_FIRST[check.status])));
  return [...new Set([...here.keys(), ...there.keys()])]
    .map((id): ComparedCheck => {
      const [now, before] = [here.get(id), there.get(id)];
      return {
        id,
        check: (now ?? before)?.check ?? '',
        changed: now?.status !== before?.status,
        run: pick(now),
        with: pick(before),
      };
    })
    .sort((a, b) => Number(b.changed) - Number(a.changed) || severity(a) - severity(b));
}

function pick(check: CheckResult | undefined): ComparedCheck['run'] {
  if (check === undefined) return null;
  const { status, observed, expected, failed } = check;
  return { status, observed, expected, failed };
}
