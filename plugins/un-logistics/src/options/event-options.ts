import type { HostApi } from '@oads/cli/plugin';
import { columnOption, columnsOption } from './column-option.ts';

/** The columns of a check that follows something through its events. */
export function eventOptions(api: HostApi, defaults: { readonly key: readonly string[]; readonly time: string; readonly step: string }) {
  return {
    key: columnsOption(api, defaults.key, 'what is followed: an EPC, a parent, a consignment'),
    time: columnOption(api, defaults.time, 'when the event took place'),
    step: columnOption(api, defaults.step, 'the business step'),
  };
}

export function stepsOption({ Type }: HostApi, defaults: readonly string[], description: string) {
  return Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1, default: [...defaults], description }));
}
