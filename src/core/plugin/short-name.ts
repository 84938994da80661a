/** `@oads/plugin-iata-ops` → `iata-ops` */
export function shortName(plugin: string): string {
  return plugin.replace(/^@[^/]+\//, '').replace(/^(oads-)?plugin-/, '');
}
