import { applyTelex, endOf, type Movement, type MovementEnd, startMovement } from './movement.ts';
import type { Telex, TelexFlight } from './read-telex.ts';

/** A day of a large airport has 3,000. */
export const MOST_MOVEMENTS = 500_000;

/**
 * Movements by flight and day, in the order of their first messages. A flight of several legs has a movement for each: a departure joins the
 * one that leaves its airport, an arrival the one that is bound for it, else the one that still lacks it.
 */
export class MovementBook {
  readonly #movements: Movement[] = [];
  readonly #byFlight = new Map<string, Movement[]>();

  get movements(): readonly Movement[] {
    return this.#movements;
  }

  add(telex: Telex, flight: TelexFlight): void {
    const key = [flight.carrier, flight.number, flight.suffix, flight.date].join(' ');
    const known = this.#byFlight.get(key) ?? [];
    this.#byFlight.set(key, known);
    let movement = findMovement(known, endOf(telex), flight, telex.load?.destination);
    if (!movement) {
      movement = startMovement(telex, flight);
      known.push(movement);
      this.#movements.push(movement);
    }
    applyTelex(movement, telex, flight);
  }
}

function findMovement(
  known: readonly Movement[],
  end: MovementEnd,
  { airport, tail }: TelexFlight,
  bound: string | undefined,
): Movement | undefined {
  const latest = known.toReversed();
  const lacks = (movement: Movement, one: 'origin' | 'destination', other: string | undefined) =>
    movement[one] === undefined && other !== airport && movement.tail === tail;
  if (end === 'departure') {
    return latest.find(({ origin }) => origin === airport) ?? latest.find((movement) => lacks(movement, 'origin', movement.destination));
  }
  if (end === 'load') return latest.find(({ destination }) => destination === undefined || bound === undefined || destination === bound);
  return (
    latest.find(({ destination, divertedTo }) => destination === airport || divertedTo === airport) ??
    latest.find((movement) => lacks(movement, 'destination', movement.origin))
  );
}
