import type { GatePolicy, TrustEvidence } from './evidence.ts';

export type Condition = (evidence: TrustEvidence, policy: GatePolicy) => boolean;

/** Rows must not be scored while it holds: the run is withheld. */
export interface Gate {
  readonly code: string;
  /** Exit code that the gate alone would give. */
  readonly exit: 1 | 4;
  readonly message: string;
  /** When it holds, in words. */
  readonly when: string;
  /** Topics on which it has said all there is to say. */
  readonly covers: readonly string[];
  readonly holds: Condition;
}

/** Why a topic leaves no higher level open. Of those of a level the first that holds is the reason; the last stands for everything else. */
export interface Shortfall {
  readonly level: 'rank-only' | 'qualified';
  readonly code: string;
  readonly message: string;
  readonly when: string;
  readonly holds?: Condition;
  /** When it is named beside the first one: what that one says leaves something untold. */
  readonly also?: Condition;
}

/**
 * What must be shown about one topic before a level opens. Conditions compare with what was shown, never with what was not: evidence
 * that is missing, or of a kind that nobody thought of yet, opens nothing.
 */
export interface Requirement {
  readonly topic: string;
  readonly qualified: Condition;
  /** Beside what `qualified` asks for. */
  readonly certified: Condition;
  /** In words: what opens qualified, what opens certified. */
  readonly needs: readonly [qualified: string, certified: string];
  /** Known only after scoring: it lowers trust and never gates. */
  readonly afterScoring?: true;
  readonly otherwise: readonly Shortfall[];
}
