import type { Field } from '@oads/cli/plugin';

/** What one row is: an event, an object (or class of objects) in an event, or a sensor report. */
export type EpcisRows = 'event' | 'epc' | 'sensor';

const text = (name: string): Field => ({ name, type: 'text' });
const number = (name: string): Field => ({ name, type: 'number' });

const EVENT: readonly Field[] = [
  text('event_id'),
  text('event_type'),
  text('action'),
  text('biz_step'),
  text('disposition'),
  { name: 'event_time', type: 'timestamp' },
  text('time_zone_offset'),
  { name: 'record_time', type: 'timestamp' },
  text('parent_id'),
  number('epc_count'),
  number('quantity'),
  text('uom'),
  number('input_count'),
  number('output_count'),
  text('read_point'),
  text('biz_location'),
  text('biz_transaction'),
  text('source'),
  text('destination'),
  text('error_reason'),
];

const SENSOR: readonly Field[] = [
  text('sensor_device'),
  text('sensor_type'),
  number('sensor_value'),
  number('sensor_min'),
  number('sensor_max'),
  text('sensor_uom'),
  { name: 'sensor_time', type: 'timestamp' },
];

export const EPCIS_SCHEMAS: Readonly<Record<EpcisRows, readonly Field[]>> = {
  event: [...EVENT, text('problem')],
  epc: [text('epc'), text('epc_role'), ...EVENT, text('problem')],
  sensor: [text('epc'), ...EVENT, ...SENSOR, text('problem')],
};
