import type { RecordValue, SourceRecord } from '@oads/cli/plugin';
import type { Movement } from './movement.ts';
import { nearestDay, resolveTime } from './telex-days.ts';

const MICROS_PER_DAY = 86_400_000_000;
const HOURS = 3_600_000_000;

/**
 * A movement as a row. Its times are of the flight's day, or of the leg's (FLD); each follows the one before it, over midnight if need be:
 * off-block, take-off, landing, on-block.
 */
export function toRow(movement: Movement): SourceRecord {
  const { flight, elements, load } = movement;
  const problems = [...movement.problems];
  const legDay = elements.get('FLD')?.numbers?.[0];
  const day = (legDay === undefined ? undefined : nearestDay(legDay, { from: flight.date, to: flight.date })) ?? flight.date;
  const time = (name: string, index: number, notBefore?: number): number | undefined => {
    const text = elements.get(name)?.times?.[index];
    return text === undefined ? undefined : resolveTime(text, day, notBefore);
  };

  const offBlock = orNextMorning(time('AD', 0), elements.get('AD')?.times?.[0], movement.sent.get('AD'));
  const takeOff = time('AD', 1, offBlock);
  const departed = takeOff ?? offBlock;
  const estimatedOffBlock = time('ED', 0);
  const estimatedTakeOff = time('EO', 0, offBlock ?? estimatedOffBlock);
  const leaves = departed ?? estimatedTakeOff ?? estimatedOffBlock;
  const landing = orNextMorning(
    time('AA', 0, departed),
    departed === undefined ? elements.get('AA')?.times?.[0] : undefined,
    movement.sent.get('AA'),
  );
  const onBlock = time('AA', 1, landing ?? departed);
  const estimatedLanding = time('EA', 0, leaves);
  const first = movement.firstDeparture?.times?.[0] ?? elements.get('AD')?.times?.[0];
  const left = first === undefined ? undefined : resolveTime(first, day);
  const returnedAt = time('RR', 0, left) ?? time('FR', 1, left) ?? time('FR', 0, left);
  if (onBlock !== undefined && departed !== undefined && onBlock - departed > 20 * HOURS) {
    problems.push('AA: expected an arrival within 20 hours of the departure, got one on the next day');
  }

  const delay = elements.get('DL') ?? elements.get('EDL');
  const minutes = delay?.minutes ?? [];
  const passengers = elements.get('PX')?.numbers;
  const columns: Record<string, RecordValue> = {
    ...load?.columns,
    flight_date: flight.date,
    carrier: flight.carrier,
    flight: flight.number,
    suffix: flight.suffix,
    tail: movement.tail,
    origin: movement.origin,
    destination: movement.destination,
    estimated_off_block: estimatedOffBlock,
    actual_off_block: offBlock,
    take_off: takeOff,
    landing,
    estimated_on_block: time('EB', 0, leaves),
    actual_on_block: onBlock,
    estimated_take_off: estimatedTakeOff,
    estimated_landing: estimatedLanding,
    next_information: time('NI', 0),
    returned: elements.has('RR') || elements.has('FR'),
    returned_at: returnedAt,
    delay_codes: subdivide(delay?.codes ?? [], elements.get('DLA')?.codes ?? []).join(';') || null,
    declared_delay_min: minutes.length > 0 ? minutes.reduce((sum, value) => sum + value, 0) : null,
    passengers: passengers?.[0] ?? load?.columns.load_passengers,
    infants: passengers?.[1] ?? load?.columns.infants,
    diverted: movement.isDiverted,
    diverted_to: movement.divertedTo,
    diversion_reason: elements.get('DR')?.text?.slice(2),
    other_elements: ['CRT', 'MAP', 'RC', 'TOF', 'TOW', 'ZFW', 'LAW'].flatMap((name) => elements.get(name)?.text ?? []).join(' ') || null,
    supplementary: elements.get('SI')?.text ?? load?.columns.supplementary,
    message_type: [...movement.types].join(';') || null,
    message_time: movement.lastSent,
    messages: movement.messages,
    corrections: movement.corrections,
    line: movement.line,
    problem: problems.join('; ') || null,
  };
  return columns;
}

/**
 * A departure after midnight is still of the flight's day: a time before noon is of the next day where the message was sent within six hours
 * of it there.
 */
function orNextMorning(at: number | undefined, text: string | undefined, sent: number | undefined): number | undefined {
  if (at === undefined || text === undefined || text.length !== 4 || sent === undefined || at % MICROS_PER_DAY >= 12 * HOURS) return at;
  const since = sent - (at + MICROS_PER_DAY);
  return since >= -0.25 * HOURS && since <= 6 * HOURS ? at + MICROS_PER_DAY : at;
}

/** DLA tells the sub-codes (AHM 731) of the codes of DL: 93 and 93A are one delay. */
function subdivide(codes: readonly string[], subdivided: readonly string[]): string[] {
  const left = [...subdivided];
  const merged = codes.map((code) => {
    const at = left.findIndex((one) => one === code || one.slice(0, 2) === code);
    return at < 0 ? code : left.splice(at, 1)[0];
  });
  return [...merged, ...left];
}
