import type { HostApi } from '@oads/cli/plugin';

/** The name of a column, which the plugin's own loaders call `name`. */
export function columnOption({ Type }: HostApi, name: string, what: string) {
  return Type.Optional(Type.String({ minLength: 1, default: name, description: `column with ${what}; default ${name}` }));
}

/** Columns of one meaning, best known first: the first that is not null counts. */
export function columnsOption({ Type }: HostApi, names: readonly string[], what: string) {
  return Type.Optional(
    Type.Array(Type.String({ minLength: 1 }), {
      minItems: 1,
      maxItems: 8,
      default: [...names],
      description: `columns with ${what}, best known first; default ${names.join(', ')}`,
    }),
  );
}
