import type { Schema } from '@oads/cli/plugin';
import { MOVEMENT_SCHEMA } from '../movement-schema.ts';

/** A movement, and what only telexes tell: AHM 780 (MVT, MVA, DIV) and AHM 583 (LDM). */
export const TELEX_SCHEMA: Schema = [
  ...MOVEMENT_SCHEMA,
  { name: 'estimated_take_off', type: 'timestamp' },
  { name: 'estimated_landing', type: 'timestamp' },
  { name: 'next_information', type: 'timestamp' },
  // The first return: on blocks again, from the taxiway (RR) or from the air (FR).
  { name: 'returned', type: 'boolean' },
  { name: 'returned_at', type: 'timestamp' },
  { name: 'diverted_to', type: 'text' },
  { name: 'diversion_reason', type: 'text' },
  { name: 'infants', type: 'number' },
  { name: 'load_passengers', type: 'number' },
  { name: 'passengers_by_class', type: 'text' },
  { name: 'seats', type: 'number' },
  { name: 'cabin_version', type: 'text' },
  { name: 'crew', type: 'text' },
  { name: 'dead_load_kg', type: 'number' },
  { name: 'baggage_kg', type: 'number' },
  { name: 'cargo_kg', type: 'number' },
  { name: 'mail_kg', type: 'number' },
  { name: 'other_elements', type: 'text' },
  { name: 'supplementary', type: 'text' },
  // How many messages a row was made of, and how many of them were corrections.
  { name: 'messages', type: 'number' },
  { name: 'corrections', type: 'number' },
  { name: 'line', type: 'integer' },
];
