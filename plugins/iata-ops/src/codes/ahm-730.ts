import type { DelayCode, DelayFamily } from './describe-delay-code.ts';

/**
 * The standard delay codes of the Airport Handling Manual, chapter 730, in words of our own: digits, letters, what went wrong. 00 to 05 are
 * each airline's own.
 */
const FAMILIES: readonly (readonly [DelayFamily, string])[] = [
  ['airline-internal', '00|01|02|03|04|05'],
  ['other', '06 OA no gate or stand free, by the airline’s own doing|09 SG scheduled time on the ground too short'],
  [
    'passenger-baggage',
    '11 PD late check-in, after the deadline|12 PL late check-in, queues|13 PE error at check-in|14 PO overbooking or booking error|' +
      '15 PH boarding, passengers missing or miscounted|16 PS for publicity or a passenger’s convenience|17 PC catering ordered late or wrongly|' +
      '18 PB handling of bags|19 PW boarding of passengers with reduced mobility',
  ],
  [
    'cargo-mail',
    '21 CD papers of the cargo|22 CP cargo brought late|23 CC cargo accepted late|24 CI cargo badly packed|' +
      '25 CO cargo overbooked or booked wrongly|26 CU cargo prepared late in the warehouse|27 CE papers or packing of mail|' +
      '28 CL mail brought late|29 CA mail accepted late',
  ],
  [
    'ramp-handling',
    '31 GD papers of the aircraft late or wrong|32 GL loading or unloading|33 GE loading equipment|34 GS servicing equipment|' +
      '35 GC cleaning|36 GF fuelling|37 GB catering brought or loaded late|38 GU containers and pallets|39 GT technical equipment on the ground',
  ],
  [
    'technical',
    '41 TD defect of the aircraft|42 TM scheduled maintenance ended late|43 TN unscheduled maintenance|44 TS spares or tools missing|' +
      '45 TA spares carried to an aircraft on the ground elsewhere|46 TC change of aircraft for technical reasons|47 TL no stand-by aircraft|' +
      '48 TV cabin layout changed',
  ],
  [
    'damage-systems',
    '51 DF damaged in flight|52 DG damaged on the ground|55 ED departure control system down|56 EC cargo system down|57 EF flight plan system down|' +
      '58 EO another system down',
  ],
  [
    'operations-crew',
    '61 FP flight plan late or changed|62 FF operational need: fuel or load changed|63 FT crew late at the aircraft or in its procedures|' +
      '64 FS pilots short|65 FR special request of the pilots|66 FL cabin crew late at the aircraft or in its procedures|67 FC cabin crew short|' +
      '68 FB cabin crew error or special request|69 FA captain asks for a security check',
  ],
  [
    'weather',
    '71 WO weather at departure|72 WT weather at destination|73 WR weather en route or at the alternate|75 WI de-icing of the aircraft|' +
      '76 WS clearing snow, ice, water or sand from the airport|77 WG ground handling held up by weather',
  ],
  [
    'atfm-airport-government',
    '81 AT flow control en route, demand over capacity|82 AX flow control en route, staff or equipment|83 AE flow control at destination|' +
      '84 AW flow control for weather at destination|85 AS mandatory security|86 AG immigration, customs or health|87 AF airport facilities|' +
      '88 AD restrictions at destination|89 AM restrictions at departure, air traffic start-up included',
  ],
  [
    'reactionary',
    '91 RL waits for load from another flight|92 RT through check-in error|93 RA aircraft arrived late from an earlier leg|' +
      '94 RS cabin crew from another flight|95 RC pilots or the whole crew from another flight|96 RO operations control: re-routing or change of aircraft',
  ],
  ['miscellaneous', '97 MI industrial action within the airline|98 MO industrial action elsewhere|99 MX a reason that no other code names'],
];

/** By digits and by letters. */
export const AHM_730: ReadonlyMap<string, DelayCode> = new Map(
  FAMILIES.flatMap(([family, list]) => list.split('|').flatMap((entry) => read(family, entry))),
);

function read(family: DelayFamily, entry: string): [string, DelayCode][] {
  const [, digits, letters, reason = 'the airline’s own code'] = /^(\d\d)(?: ([A-Z]{2}) (.+))?$/.exec(entry) ?? [];
  const code: DelayCode = { family, reason, reactionary: family === 'reactionary' };
  return letters
    ? [
        [digits, code],
        [letters, code],
      ]
    : [[digits, code]];
}
