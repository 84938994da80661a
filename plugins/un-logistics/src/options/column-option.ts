import type { HostApi } from '@oads/cli/plugin';

/** The name of a column, with the name that the plugin's own loaders give it. */
export function columnOption({ Type }: HostApi, name: string, description: string) {
  return Type.Optional(Type.String({ minLength: 1, default: name, description }));
}

/** Several columns. */
export function columnsOption({ Type }: HostApi, names: readonly string[], description: string, minItems = 1) {
  return Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems, uniqueItems: true, default: [...names], description }));
}
