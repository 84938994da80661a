import Type from 'typebox';

/** The option that the host applies for every row check: spread it into the check's own options. */
export const Tolerance = {
  tolerance: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: 1,
      default: 0,
      description: 'share of the judged rows that may fail, 0 to 1; not with severity quarantine',
    }),
  ),
};
