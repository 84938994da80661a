import type { HostApi } from '@oads/cli/plugin';

/** The host applies it: the share of judged rows that may fail. */
export function toleranceOption({ Type }: HostApi) {
  return {
    tolerance: Type.Optional(
      Type.Number({
        minimum: 0,
        exclusiveMaximum: 1,
        default: 0,
        description: 'share of the judged rows that may fail; not with severity quarantine',
      }),
    ),
  };
}
