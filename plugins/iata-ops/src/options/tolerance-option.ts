import type { HostApi } from '@oads/cli/plugin';

/** The option that the host applies for checks that judge rows. */
export function toleranceOption({ Type }: HostApi) {
  return {
    tolerance: Type.Optional(
      Type.Number({
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0,
        description: 'share of the judged rows that may fail, from 0 to below 1; not with severity quarantine',
      }),
    ),
  };
}
