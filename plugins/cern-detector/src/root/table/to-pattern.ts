/** A name, or a pattern with `*` for any text and `?` for one character. */
export function toPattern(text: string): (name: string) => boolean {
  if (!/[*?]/.test(text)) return (name) => name === text;
  const source = text
    .replace(/\*+/g, '*')
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  const pattern = new RegExp(`^${source}$`, 's');
  return (name) => pattern.test(name);
}
