import type { TrustLevel } from '../snapshot/parts.ts';
import type { TrustReason } from '../snapshot/system-state.ts';
import type { GatePolicy, TrustEvidence } from './evidence.ts';
import { GATES, REQUIREMENTS } from './ladder.ts';
import type { Requirement, Shortfall } from './requirement.ts';

export interface GateVerdict {
  readonly scored: boolean;
  /** 0, 1 or 4: the highest that a gate asks for. */
  readonly exit: 0 | 1 | 4;
}

/** Before scoring: may these rows be scored? */
export function decideGate(evidence: TrustEvidence, policy: GatePolicy): GateVerdict {
  const blocking = GATES.filter((gate) => gate.holds(evidence, policy));
  return { scored: blocking.length === 0, exit: blocking.reduce<0 | 1 | 4>((worst, { exit }) => (exit > worst ? exit : worst), 0) };
}

/**
 * After scoring (or instead of it): the level, and every reason that keeps it from being higher, the lowest first. A scored run begins
 * at rank-only; it is qualified where every topic of the ladder shows what that takes, and certified where all show the rest, too.
 */
export function decideTrust(
  evidence: TrustEvidence,
  policy: GatePolicy,
  details: Readonly<Record<string, string>> = {},
): { level: TrustLevel; reasons: TrustReason[] } {
  const gates = GATES.filter((gate) => gate.holds(evidence, policy));
  const scored = gates.length === 0;
  const shortfalls = REQUIREMENTS.filter(({ topic, afterScoring }) => {
    return (scored || !afterScoring) && !gates.some(({ covers }) => covers.includes(topic));
  }).flatMap((requirement) => findShortfalls(requirement, evidence, policy));
  const reasonsOf = (level: TrustLevel, found: readonly { code: string; message: string }[]) =>
    found.map(({ code, message }): TrustReason => ({ code, message, level, evidence: details[code] ?? null }));
  const at = (level: Shortfall['level']) =>
    reasonsOf(
      level,
      shortfalls.filter((shortfall) => shortfall.level === level),
    );
  const [rankOnly, qualified] = [at('rank-only'), at('qualified')];
  const level = !scored ? 'withheld' : rankOnly.length > 0 ? 'rank-only' : qualified.length > 0 ? 'qualified' : 'certified';
  return { level, reasons: [...reasonsOf('withheld', gates), ...rankOnly, ...qualified] };
}

/** Why the topic does not open certified; empty if it does. */
function findShortfalls(requirement: Requirement, evidence: TrustEvidence, policy: GatePolicy): Shortfall[] {
  if (requirement.qualified(evidence, policy) && requirement.certified(evidence, policy)) return [];
  const level = requirement.qualified(evidence, policy) ? 'qualified' : 'rank-only';
  const ofLevel = requirement.otherwise.filter((shortfall) => shortfall.level === level);
  const first = ofLevel.find(({ holds }) => holds?.(evidence, policy) ?? true);
  return ofLevel.filter((shortfall) => shortfall === first || shortfall.also?.(evidence, policy));
}
