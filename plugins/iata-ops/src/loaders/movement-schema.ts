import type { Schema } from '@oads/cli/plugin';

/**
 * What every loader of movements gives, whatever it reads: one flight leg a row. Times are UTC unless the loader says otherwise.
 * A delay is the actual time less the scheduled one, or the estimated one where there is none yet: `*_delay_basis` says which.
 */
export const MOVEMENT_SCHEMA: Schema = [
  { name: 'flight_date', type: 'date' },
  { name: 'carrier', type: 'text' },
  { name: 'flight', type: 'text' },
  { name: 'suffix', type: 'text' },
  { name: 'tail', type: 'text' },
  { name: 'origin', type: 'text' },
  { name: 'destination', type: 'text' },
  { name: 'service_type', type: 'text' },
  { name: 'status', type: 'text' },
  { name: 'scheduled_off_block', type: 'timestamp' },
  { name: 'estimated_off_block', type: 'timestamp' },
  { name: 'actual_off_block', type: 'timestamp' },
  { name: 'take_off', type: 'timestamp' },
  { name: 'landing', type: 'timestamp' },
  { name: 'scheduled_on_block', type: 'timestamp' },
  { name: 'estimated_on_block', type: 'timestamp' },
  { name: 'actual_on_block', type: 'timestamp' },
  { name: 'dep_delay_min', type: 'number' },
  { name: 'dep_delay_basis', type: 'text' },
  { name: 'arr_delay_min', type: 'number' },
  { name: 'arr_delay_basis', type: 'text' },
  { name: 'delay_codes', type: 'text' },
  { name: 'declared_delay_min', type: 'number' },
  { name: 'gate', type: 'text' },
  { name: 'stand', type: 'text' },
  { name: 'terminal', type: 'text' },
  { name: 'equipment', type: 'text' },
  { name: 'passengers', type: 'number' },
  { name: 'cancelled', type: 'boolean' },
  { name: 'diverted', type: 'boolean' },
  { name: 'message_type', type: 'text' },
  { name: 'message_time', type: 'timestamp' },
  { name: 'source_file', type: 'text' },
  { name: 'problem', type: 'text' },
];
