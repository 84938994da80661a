const SHOWN_NAMES = 20;
const SHOWN_CHARACTERS = 60;

/** Column names for a message, `none` without any: some files have thousands, and some a whole document as a name. */
export function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const shown = names.slice(0, SHOWN_NAMES).map((name) => (name.length > SHOWN_CHARACTERS ? `${name.slice(0, SHOWN_CHARACTERS)}…` : name));
  const more = names.length - shown.length;
  return shown.join(', ').replace(/\s+/g, ' ') + (more > 0 ? ` and ${more} more` : '');
}
