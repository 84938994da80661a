import Type from 'typebox';

const DURATION = '^[1-9][0-9]*(ms|s|m|h|d|w)$';

export const Duration = Type.String({ pattern: DURATION, description: 'a duration such as 30s, 15m, 12h, 7d' });

/** The same with a meaning and a default of its own. */
export const duration = (description: string, fallback: string) => Type.String({ pattern: DURATION, description, default: fallback });

export const Name = Type.String({
  pattern: '^[a-z0-9][a-z0-9._-]*$',
  description: 'a name of lower-case letters, digits, dot, dash and underscore that begins with a letter or digit',
});

export const closed = { additionalProperties: false } as const;
/** A block without a key says nothing: more likely its keys were lost. */
export const filled = { ...closed, minProperties: 1 } as const;

/** Below this no batch could be significant. */
export const LEAST_RATE = 1e-6;
export const literals = <const T extends readonly (string | number)[]>(values: T, options: Type.TSchemaOptions = {}) =>
  Type.Union(values.map((value) => Type.Literal(value)) as [Type.TLiteral<T[number]>], options);

export const ColumnNames = (description: string) => Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1, description }));
