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

  // The first known time of an actual event: on the flight's day, or on the next where the message or an estimate says so.
  const event = (name: string, index: number, estimate: number | undefined, notBefore?: number) => {
    const text = elements.get(name)?.times?.[index];
    return orNextDay(orNextMorning(time(name, index, notBefore), text, movement.sent.get(name)), text, estimate);
  };
  // What is estimated lies ahead when it is told.
  const estimate = (name: string, notBefore?: number) => {
    const at = time(name, 0, notBefore);
    const [text, sent] = [elements.get(name)?.times?.[0], movement.sent.get(name)];
    return at !== undefined && text?.length === 4 && sent !== undefined && sent - at > 6 * HOURS ? at + MICROS_PER_DAY : at;
  };

  const first = movement.firstDeparture?.times?.[0] ?? elements.get('AD')?.times?.[0];
  const left = first === undefined ? undefined : resolveTime(first, day);
  const returnedAt = time('RR', 0, left) ?? time('FR', 1, left) ?? time('FR', 0, left);
  const estimatedOffBlock = estimate('ED');
  const offBlock = event('AD', 0, estimatedOffBlock, movement.firstDeparture ? returnedAt : undefined);
  const takeOff = offBlock === undefined ? event('AD', 1, estimatedOffBlock) : time('AD', 1, offBlock);
  const departed = takeOff ?? offBlock;
  const estimatedTakeOff = estimate('EO', offBlock ?? estimatedOffBlock);
  const leaves = departed ?? estimatedTakeOff ?? estimatedOffBlock;
  const estimatedLanding = estimate('EA', leaves);
  const estimatedOnBlock = estimate('EB', estimatedLanding ?? leaves);
  const lands = estimatedLanding ?? estimatedOnBlock;
  const landing = departed === undefined ? event('AA', 0, lands) : time('AA', 0, departed);
  const arrives = landing ?? departed;
  const onBlock = arrives === undefined ? event('AA', 1, lands) : time('AA', 1, arrives);
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
    estimated_on_block: estimatedOnBlock,
    actual_on_block: onBlock,
    estimated_take_off: estimatedTakeOff,
    estimated_landing: estimatedLanding,
    next_information: estimate('NI'),
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

/** Half a day or more before what was estimated, and within half a day of it on the next day. */
function orNextDay(at: number | undefined, text: string | undefined, estimate: number | undefined): number | undefined {
  if (at === undefined || text?.length !== 4 || estimate === undefined || estimate - at <= 12 * HOURS) return at;
  return at + MICROS_PER_DAY;
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
