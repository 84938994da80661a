import type { HostApi } from '@oads/cli/plugin';
import { URGENT } from '../measures/find-urgent.ts';

/** What makes a row urgent: for each column the values that do; one column is enough. */
export function urgentOption({ Type }: HostApi) {
  return Type.Optional(
    Type.Record(Type.String({ minLength: 1 }), Type.Array(Type.String(), { minItems: 1 }), {
      minProperties: 1,
      default: URGENT,
      description: 'column and the values in it that make a row urgent; one column is enough',
    }),
  );
}
