import type { LegFacts } from './leg-facts.ts';

/** A day of a large airport has 3,000. */
export const MOST_LEGS = 500_000;
const IDENTITY = ['carrier', 'flight', 'flight_date', 'origin', 'destination'];
const MOST_PROBLEM_CHARS = 1000;

interface Leg {
  readonly facts: LegFacts;
  /** When messages were sent that told facts, where that is not the time of the latest one. */
  readonly told: Map<string, number>;
}

/**
 * Legs by flight, day and origin, in the order of their first messages. What a message tells replaces what an earlier one told, and what it
 * leaves out stays; a message sent earlier than another, wherever it stands, replaces nothing that the other told.
 */
export class LegBook {
  readonly #legs = new Map<string, Leg>();

  get size(): number {
    return this.#legs.size;
  }

  /** False for a leg without an identity: it belongs to nothing. */
  add(facts: LegFacts): boolean {
    if (IDENTITY.some((name) => facts[name] === undefined)) return false;
    const { carrier, flight, suffix, flight_date: date, origin, repeat } = facts;
    const key = [carrier, flight, suffix ?? '', date, origin, repeat ?? ''].join(' ');
    const leg = this.#legs.get(key);
    if (!leg) this.#legs.set(key, { facts: { ...facts, messages: 1 }, told: new Map() });
    else overlay(leg, facts);
    return true;
  }

  *list(): Generator<LegFacts> {
    for (const { facts } of this.#legs.values()) yield facts;
  }
}

function overlay({ facts, told }: Leg, later: LegFacts): void {
  const latest = timeOf(facts);
  const sent = timeOf(later);
  const isOlder = sent < latest;
  for (const [name, value] of Object.entries(later)) {
    if (value === undefined || name === 'problem' || name === 'message_time' || name === 'source_file') continue;
    if (isOlder) {
      if (facts[name] !== undefined && sent < (told.get(name) ?? latest)) continue;
      told.set(name, sent);
    } else told.delete(name);
    facts[name] = value;
  }
  if (!isOlder && sent > latest) {
    // What this message left out is as old as the one that told it.
    for (const [name, value] of Object.entries(facts)) {
      if (value !== undefined && later[name] === undefined && !told.has(name) && Number.isFinite(latest)) told.set(name, latest);
    }
    facts.message_time = later.message_time;
  }
  if (facts.message_time === undefined || facts.message_time === null) facts.message_time = later.message_time;
  facts.messages = Number(facts.messages) + 1;
  const problems = [facts.problem, later.problem].filter((problem) => typeof problem === 'string');
  facts.problem = [...new Set(problems)].join('; ').slice(0, MOST_PROBLEM_CHARS) || undefined;
}

/** NaN where it is not told: such messages count in the order in which they stand. */
function timeOf({ message_time: time }: LegFacts): number {
  return typeof time === 'number' ? time : Number.NaN;
}
