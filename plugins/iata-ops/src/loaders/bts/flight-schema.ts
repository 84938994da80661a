import type { Schema } from '@oads/cli/plugin';

/** The columns that every loader of flights gives, then those that only BTS knows. What BTS does not tell is null. */
export const FLIGHT_SCHEMA: Schema = [
  { name: 'flight_date', type: 'date' },
  ...texts('carrier', 'flight', 'suffix', 'tail', 'origin', 'destination', 'service_type', 'status'),
  ...times('scheduled_off_block', 'estimated_off_block', 'actual_off_block', 'take_off'),
  ...times('landing', 'scheduled_on_block', 'estimated_on_block', 'actual_on_block'),
  ...numbers('dep_delay_min', 'arr_delay_min'),
  ...texts('dep_delay_basis', 'arr_delay_basis', 'delay_codes'),
  ...numbers('declared_delay_min'),
  ...texts('gate', 'stand', 'terminal', 'equipment'),
  ...numbers('passengers'),
  { name: 'cancelled', type: 'boolean' },
  { name: 'diverted', type: 'boolean' },
  { name: 'message_type', type: 'text' },
  { name: 'message_time', type: 'timestamp' },
  { name: 'source_file', type: 'text' },
  { name: 'problem', type: 'text' },
  ...numbers('crs_dep_min', 'dep_min', 'wheels_off_min', 'wheels_on_min', 'crs_arr_min', 'arr_min'),
  ...numbers('taxi_out_min', 'taxi_in_min', 'air_time_min', 'scheduled_block_min', 'actual_block_min', 'distance'),
  { name: 'cancellation_code', type: 'text' },
  ...numbers('carrier_delay_min', 'weather_delay_min', 'nas_delay_min', 'security_delay_min', 'late_aircraft_delay_min'),
];

function texts(...names: string[]): Schema {
  return names.map((name) => ({ name, type: 'text' }));
}

function times(...names: string[]): Schema {
  return names.map((name) => ({ name, type: 'timestamp' }));
}

function numbers(...names: string[]): Schema {
  return names.map((name) => ({ name, type: 'number' }));
}
