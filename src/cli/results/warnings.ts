import Type from 'typebox';

/** The last key of every result. */
export const warnings = Type.Array(Type.String(), { description: 'what was warned of on the way, whether stderr showed it or not' });
