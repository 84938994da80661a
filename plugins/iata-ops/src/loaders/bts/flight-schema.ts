import type { Schema } from '@oads/cli/plugin';
import { MOVEMENT_SCHEMA } from '../movement-schema.ts';

/** The columns that every loader of movements gives, then those that only BTS knows. What BTS does not tell is null. */
export const FLIGHT_SCHEMA: Schema = [
  ...MOVEMENT_SCHEMA,
  ...numbers('crs_dep_min', 'dep_min', 'wheels_off_min', 'wheels_on_min', 'crs_arr_min', 'arr_min'),
  ...numbers('taxi_out_min', 'taxi_in_min', 'air_time_min', 'scheduled_block_min', 'actual_block_min', 'distance'),
  { name: 'cancellation_code', type: 'text' },
  ...numbers('carrier_delay_min', 'weather_delay_min', 'nas_delay_min', 'security_delay_min', 'late_aircraft_delay_min'),
];

function numbers(...names: string[]): Schema {
  return names.map((name) => ({ name, type: 'number' }));
}
