/** Whether an address is reached from this machine alone. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

/**
 * Whether a Host header names this machine's loopback. A page of another site can make a browser send requests here by
 * pointing its own name at 127.0.0.1 (DNS rebinding); the Host header then still carries that name.
 */
export function isLoopbackHost(header: string | undefined, boundAddress: string): boolean {
  const name = nameIn(header);
  return name === 'localhost' || name === '127.0.0.1' || name === '[::1]' || (name !== undefined && name === boundAddress);
}

/**
 * Whether a server answers under this Host. The loopback's names always do, and so does each name that the config allows. Any other
 * one does only where other machines may reach the server and no names are configured: it asks for a token then, which no rebound
 * page has, for the cookie of a sign-in belongs to the name under which it was made.
 */
export function isAllowedHost(header: string | undefined, server: { bound: string; allowed: readonly string[] }): boolean {
  const { bound, allowed } = server;
  const name = nameIn(header);
  if (name !== undefined && allowed.some((one) => one.toLowerCase() === name)) return true;
  return isLoopbackHost(header, bound) || (!isLoopback(bound) && allowed.length === 0);
}

/** The name in a Host header, without its port. */
function nameIn(header: string | undefined): string | undefined {
  return /^(\[[0-9a-f:.]+\]|[^:@/\\?#]+)(?::[0-9]{1,5})?$/i.exec(header ?? '')?.[1].toLowerCase();
}
