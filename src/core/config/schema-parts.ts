import Type from 'typebox';

const DURATION = '^[1-9][0-9]*(ms|s|m|h|d|w)$';

export const Duration = Type.String({ pattern: DURATION, description: 'a duration such as 30s, 15m, 12h, 7d' });

/** The same with a meaning and a default of its own. */
export const duration = (description: string, fallback: string) => Type.String({ pattern: DURATION, description, default: fallback });

export const Name = Type.String({
  pattern: '^[a-z0-9][a-z0-9._-]*$',
  description: 'a name of lower-case letters, digits, dot, dash and underscore that begins with a letter or digit',
});
