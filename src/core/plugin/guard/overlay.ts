/** The item with some of its members replaced. Defined, not assigned: what a plugin gives may be frozen. */
export function overlay<T extends object>(item: T, members: Readonly<Partial<Record<string, unknown>>>): T {
  const descriptors = Object.entries(members).map(([key, value]) => [key, { value, enumerable: true, configurable: true }]);
  return Object.create(item, Object.fromEntries(descriptors)) as T;
}
