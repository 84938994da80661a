import type { UserPackage } from './user-plugins.ts';

/** Packages that npm put there and no plugin stands for: the install was killed in between. */
export function findLeftovers({ dependencies = {}, oclif }: UserPackage): string[] {
  return Object.keys(dependencies).filter((name) => !oclif.plugins.some((plugin) => plugin.name === name));
}
