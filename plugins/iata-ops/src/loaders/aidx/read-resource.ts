import type { RecordValue, SourceRecord } from '@oads/cli/plugin';

/** Elements of an airport resource by their local names. */
export interface Resources {
  departure?: ReadonlyMap<string, string>;
  arrival?: ReadonlyMap<string, string>;
}

/** Gate, stand and terminal of the departure, else of the arrival, and the airport that they are at. */
export function readResource({ departure, arrival }: Resources, columns: Readonly<Record<string, RecordValue>>): SourceRecord {
  const resource = departure ?? arrival;
  if (!resource) return {};
  return {
    gate: resource.get('PassengerGate') || null,
    stand: resource.get('AircraftParkingPosition') || null,
    terminal: resource.get('PublicTerminal') || resource.get('AircraftTerminal') || null,
    gate_airport: departure ? columns.origin : columns.destination,
  };
}
