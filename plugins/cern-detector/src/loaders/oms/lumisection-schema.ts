import type { Schema } from '@oads/cli/plugin';

/** Detector parts whose readiness OMS states for each lumisection, as attribute `<flag>_ready`. */
export const DETECTOR_FLAGS = [
  ...['bpix', 'fpix', 'tibtid', 'tob', 'tecp', 'tecm', 'ebp', 'ebm', 'eep', 'eem', 'esp', 'esm'],
  ...['hbhea', 'hf', 'ho', 'dt0', 'dtp', 'dtm', 'cscp', 'cscm', 'rpc'],
].map((flag) => `${flag}_ready`);

/** OMS attribute to column. */
export const ATTRIBUTES: Readonly<Record<string, string>> = {
  run_number: 'run',
  fill_number: 'fill',
  lumisection_number: 'ls',
  start_time: 'time',
  beam1_stable: 'beam1_stable',
  beam2_stable: 'beam2_stable',
  physics_flag: 'physics_flag',
  delivered_lumi_per_lumisection: 'delivered',
  recorded_lumi_per_lumisection: 'recorded',
  pileup: 'pileup',
  prescale_index: 'prescale_index',
  prescale_name: 'prescale_name',
  ...Object.fromEntries(DETECTOR_FLAGS.map((flag) => [flag, flag])),
};

export const LUMISECTION_SCHEMA: Schema = [
  { name: 'run', type: 'integer' },
  { name: 'fill', type: 'integer' },
  { name: 'ls', type: 'integer' },
  { name: 'time', type: 'timestamp' },
  { name: 'beam1_stable', type: 'boolean' },
  { name: 'beam2_stable', type: 'boolean' },
  { name: 'physics_flag', type: 'boolean' },
  { name: 'delivered', type: 'number' },
  { name: 'recorded', type: 'number' },
  { name: 'recorded_fraction', type: 'number' },
  { name: 'pileup', type: 'number' },
  { name: 'prescale_index', type: 'integer' },
  { name: 'prescale_name', type: 'text' },
  ...DETECTOR_FLAGS.map((name) => ({ name, type: 'boolean' }) as const),
  { name: 'problem', type: 'text' },
];
