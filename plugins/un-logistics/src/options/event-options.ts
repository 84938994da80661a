import type { HostApi } from '@oads/cli/plugin';
import { columnOption, columnsOption } from './column-option.ts';

export interface EventColumns {
  readonly key: readonly string[];
  readonly time: string;
  readonly step: string;
  readonly event: string;
  readonly error: string;
}
export const EVENT_COLUMNS: EventColumns = {
  key: ['epc'],
  time: 'event_time',
  step: 'biz_step',
  event: 'event_id',
  error: 'error_reason',
};

/** The columns of a check that follows something through its events. */
export function eventOptions(api: HostApi) {
  const text = (given: string, description: string) => api.Type.Optional(api.Type.String({ default: given, description }));
  return {
    key: columnsOption(api, EVENT_COLUMNS.key, 'what is followed: an EPC, a parent, a consignment'),
    time: columnOption(api, EVENT_COLUMNS.time, 'when the event took place'),
    step: columnOption(api, EVENT_COLUMNS.step, 'the business step'),
    event: text(EVENT_COLUMNS.event, 'the id of the event, by which an error declaration names what it takes back; "": there is none'),
    error: text(
      EVENT_COLUMNS.error,
      'why an event was declared wrong; such events, and those they take back, are left out; "": there is none',
    ),
  };
}

export function listEventColumns({ key, time, step, event, error }: EventColumns): string[] {
  return [...new Set([...key, time, step, event, error])].filter((name) => name !== '');
}

/** By time; what happened at one instant by its content, since files may come in any order. */
export function groupEvents({ key, time, step, event }: EventColumns) {
  return { key, order: [...new Set([time, step, event])].filter((name) => name !== '') };
}

export function stepsOption({ Type }: HostApi, defaults: readonly string[], description: string) {
  return Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1, default: [...defaults], description }));
}
