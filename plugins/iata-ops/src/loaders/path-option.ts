import type { HostApi } from '@oads/cli/plugin';

/** What all loaders call their files: one, several, a directory, or a pattern. */
export function pathOption({ Type }: HostApi, what: string) {
  return Type.Union([Type.String({ minLength: 1 }), Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })], {
    description: `${what}: a file (gzip or not), several, a directory, or a pattern with * in its last part; relative to the config`,
  });
}
