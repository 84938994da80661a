import Type from 'typebox';

/** The option that the host applies for every row check: spread it into the check's own options. */
export const Tolerance = {
  tolerance: Type.Optional(
    Type.Number({
      minimum: 0,
      exclusiveMaximum: 1,
      default: 0,
      description: 'share of the judged rows that may fail, from 0 to below 1; not with severity quarantine',
    }),
  ),
};
