import type { HostApi } from '@oads/cli/plugin';

/** The kinds of options that checks and features take; each one may be left out for its default. */
export const optionKinds = ({ Type }: HostApi) => ({
  column: (fallback: string, description: string) => Type.Optional(Type.String({ minLength: 1, default: fallback, description })),
  columns: (fallback: readonly string[], description: string, limits: { minItems?: number; maxItems?: number } = {}) =>
    Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1, ...limits, default: [...fallback], description })),
  number: (fallback: number, description: string, limits: { minimum?: number; exclusiveMinimum?: number; maximum?: number } = {}) =>
    Type.Optional(Type.Number({ ...limits, default: fallback, description })),
  text: (description: string) => Type.Optional(Type.String({ minLength: 1, description })),
  tolerance: Type.Optional(
    Type.Number({
      minimum: 0,
      exclusiveMaximum: 1,
      default: 0,
      description: 'share of the judged rows that may fail, from 0 to below 1; not with severity quarantine',
    }),
  ),
});
