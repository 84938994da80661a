import type { Elements, TelexElement } from './read-elements.ts';
import type { Load } from './read-load.ts';
import type { Telex, TelexFlight } from './read-telex.ts';

/** One leg as its messages tell it, in their order. */
export interface Movement {
  readonly flight: TelexFlight;
  tail: string;
  origin?: string;
  destination?: string;
  divertedTo?: string;
  isDiverted: boolean;
  /** The elements that hold now. */
  readonly elements: Elements;
  /** When the message was sent that told an element. */
  readonly sent: Map<string, number | undefined>;
  /** The departure before a return. */
  firstDeparture?: TelexElement;
  load?: Load;
  readonly types: Set<string>;
  messages: number;
  corrections: number;
  lastSent?: number;
  readonly line: number;
  readonly problems: string[];
  /** Elements that a correction told before any message that it could correct. */
  readonly ahead: Set<string>;
}

/** Told once, unless a correction says otherwise. */
const ACTUAL = new Set(['AD', 'AA', 'DL', 'RR', 'FR']);
const MOST_PROBLEMS = 10;
const CORRECTS_NOTHING = 'expected an earlier message that COR corrects';

export type MovementEnd = 'departure' | 'arrival' | 'diversion' | 'load';

/** Which airport a message is about: that of the departure, of the arrival, or the one that a diverted flight was bound for. */
export function endOf({ type, elements }: Telex): MovementEnd {
  if (type === 'LDM') return 'load';
  if (type === 'DIV') return 'diversion';
  const has = (...names: string[]) => names.some((name) => elements.has(name));
  if (has('AD', 'ED', 'EO', 'RR', 'FR')) return 'departure';
  return has('AA', 'EA', 'EB') ? 'arrival' : 'departure';
}

export function startMovement(telex: Telex, flight: TelexFlight): Movement {
  return {
    flight,
    tail: flight.tail,
    isDiverted: false,
    elements: new Map(),
    sent: new Map(),
    types: new Set(),
    messages: 0,
    corrections: 0,
    line: telex.line,
    problems: [],
    ahead: new Set(),
  };
}

/**
 * Adds a message: what it tells replaces what was told before, element by element; what it leaves out stays. What was sent earlier than what
 * is known replaces nothing, nor does the original of a correction that came first. An actual time or a delay that changes needs a
 * correction (COR), else the row has a `problem`.
 */
export function applyTelex(movement: Movement, telex: Telex, flight: TelexFlight): void {
  const tell = (problem: string) => {
    if (movement.problems.length < MOST_PROBLEMS && !movement.problems.includes(problem)) movement.problems.push(problem);
  };
  for (const problem of telex.problems) tell(problem);
  const end = endOf(telex);
  if (telex.isCorrection && movement.messages === 0) tell(CORRECTS_NOTHING);
  if (!telex.isCorrection && movement.ahead.size > 0 && [...telex.elements.keys()].some((name) => movement.ahead.has(name))) {
    // The original of it.
    const at = movement.problems.indexOf(CORRECTS_NOTHING);
    if (at >= 0) movement.problems.splice(at, 1);
  }
  const isOlder = isBefore(telex.sent, movement.lastSent);
  if (movement.tail !== flight.tail && !telex.isCorrection) tell('tail: expected that of the earlier messages, or COR');
  if (!isOlder) movement.tail = flight.tail;
  movement.types.add(telex.type ?? '');
  movement.messages++;
  if (telex.isCorrection) movement.corrections++;
  if (!isOlder) movement.lastSent = telex.sent ?? movement.lastSent;

  if (end === 'departure') movement.origin ??= flight.airport;
  else if (end !== 'load') movement.destination = movement.divertedTo === flight.airport ? movement.destination : flight.airport;
  const station = telex.elements.get('EA')?.station ?? telex.elements.get('EB')?.station;
  if (end === 'diversion') {
    movement.isDiverted = true;
    movement.divertedTo = isOlder ? (movement.divertedTo ?? station) : (station ?? movement.divertedTo);
  } else if (end === 'departure') movement.destination = isOlder ? (movement.destination ?? station) : (station ?? movement.destination);
  else if (end === 'load') {
    movement.load = isOlder ? (movement.load ?? telex.load) : telex.load;
    movement.destination ??= telex.load?.destination;
  }

  const hasReturned = movement.elements.has('RR') || movement.elements.has('FR');
  for (const [name, element] of telex.elements) {
    const before = movement.elements.get(name);
    const isNewDeparture = (name === 'AD' || name === 'DL') && hasReturned;
    if (isBefore(telex.sent, movement.sent.get(name))) {
      // The departure before a return may come behind it.
      if (isNewDeparture && name === 'AD') movement.firstDeparture ??= element;
      continue;
    }
    if (!telex.isCorrection && movement.ahead.delete(name) && !isBefore(movement.sent.get(name), telex.sent)) continue;
    if (telex.isCorrection && !before) movement.ahead.add(name);
    if (before && !telex.isCorrection && ACTUAL.has(name) && !isNewDeparture && JSON.stringify(before) !== JSON.stringify(element)) {
      tell(`${name}: expected it once, or COR, got it anew`);
    }
    if (isNewDeparture && name === 'AD') movement.firstDeparture ??= before;
    // Sub-codes are of the codes that they came with.
    if (name === 'DL' && !telex.elements.has('DLA') && before && String(before.codes) !== String(element.codes))
      movement.elements.delete('DLA');
    movement.elements.set(name, element);
    movement.sent.set(name, telex.sent);
  }
}

/** Whether both times of sending are known, and the one is before the other. */
function isBefore(sent: number | undefined, other: number | undefined): boolean {
  return sent !== undefined && other !== undefined && sent < other;
}
