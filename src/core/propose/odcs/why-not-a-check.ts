import { builtInChecks } from '../../check/built-in-checks.ts';
import { startChecks } from '../../check/run-checks.ts';
import { translatePattern } from '../../check/translate-pattern.ts';
import { checkSchema } from '../../config/contributions.ts';
import type { CheckConfig } from '../../config/schema.ts';
import { messageOf } from '../../errors.ts';
import { matchTexts } from '../../frame/match-texts.ts';
import { findViolations } from '../../schema/validate.ts';

const REGISTRY = new Map(builtInChecks.map((check) => [check.name, check]));

/** Why oads would refuse the check, or could never compute it; undefined for one that it takes. */
export function whyNotACheck(check: CheckConfig): string | undefined {
  const known = REGISTRY.get(check.check);
  if (!known) return `no check is called ${check.check}`;
  const [violation] = findViolations(checkSchema(known.name, known.options), check);
  if (violation) return `${violation.path.join('.')}: expected ${violation.expected}, got ${violation.got}`;
  try {
    startChecks([check], REGISTRY, { asOf: new Date(0), contract: [], key: [], maxQuarantineShare: 0 });
    if (check.check === 'pattern') matchTexts([''], `^(?:${translatePattern(String(check.pattern))})$`);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
