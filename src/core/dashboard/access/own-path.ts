/** The path and query of this server that a text names, spelled for a header; `/` for anything that leads elsewhere. */
export function ownPath(text: string | null): string {
  const base = 'http://own.invalid';
  if (text === null || !text.startsWith('/') || !URL.canParse(text, base)) return '/';
  const { origin, pathname, search } = new URL(text, base);
  // `/..//other` becomes `//other`, which a browser takes for another host.
  return origin !== base || pathname.startsWith('//') || pathname === '/login' ? '/' : `${pathname}${search}`;
}
