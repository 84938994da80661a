import type { Schema } from '@oads/cli/plugin';

/** What BTS calls its columns, over the years and download forms: without case, underscores and blanks. First found counts. */
export const SPELLINGS = {
  flight_date: ['fldate', 'flightdate'],
  carrier: ['opuniquecarrier', 'reportingairline', 'uniquecarrier', 'mktuniquecarrier', 'opcarrier', 'carrier'],
  tail: ['tailnum', 'tailnumber'],
  flight: ['opcarrierflnum', 'flightnumberreportingairline', 'flnum', 'flightnum', 'flightnumber'],
  origin: ['origin'],
  destination: ['dest', 'destination'],
  crs_dep: ['crsdeptime'],
  dep: ['deptime'],
  dep_delay: ['depdelay'],
  taxi_out: ['taxiout'],
  wheels_off: ['wheelsoff'],
  wheels_on: ['wheelson'],
  taxi_in: ['taxiin'],
  crs_arr: ['crsarrtime'],
  arr: ['arrtime'],
  arr_delay: ['arrdelay'],
  cancelled: ['cancelled'],
  cancellation_code: ['cancellationcode'],
  diverted: ['diverted'],
  scheduled_block: ['crselapsedtime'],
  actual_block: ['actualelapsedtime'],
  air_time: ['airtime'],
  distance: ['distance'],
  carrier_delay: ['carrierdelay'],
  weather_delay: ['weatherdelay'],
  nas_delay: ['nasdelay'],
  security_delay: ['securitydelay'],
  late_aircraft_delay: ['lateaircraftdelay'],
} as const;

export type SourceName = keyof typeof SPELLINGS;

/** Without these a file is no list of flights. */
export const REQUIRED: readonly SourceName[] = ['flight_date', 'carrier', 'flight', 'origin', 'destination', 'crs_dep'];

/** The column of a table that holds each field; fields that it lacks are absent. */
export function findColumns(schema: Schema): ReadonlyMap<SourceName, string> {
  const byShape = new Map(schema.map(({ name }) => [name.toLowerCase().replace(/[^a-z]/g, ''), name]));
  const found = new Map<SourceName, string>();
  for (const [field, spellings] of Object.entries(SPELLINGS) as [SourceName, readonly string[]][]) {
    const spelling = spellings.find((candidate) => byShape.has(candidate));
    if (spelling !== undefined) found.set(field, byShape.get(spelling) as string);
  }
  return found;
}
