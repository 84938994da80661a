/** Whether an address is reached from this machine alone. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

/**
 * Whether a Host header names this machine's loopback. A page of another site can make a browser send requests here by
 * pointing its own name at 127.0.0.1 (DNS rebinding); the Host header then still carries that name.
 */
export function isLoopbackHost(header: string | undefined, boundAddress: string): boolean {
  const name = /^(\[[0-9a-f:.]+\]|[^:@/\\?#]+)(?::[0-9]{1,5})?$/i.exec(header ?? '')?.[1].toLowerCase();
  return name === 'localhost' || name === '127.0.0.1' || name === '[::1]' || (name !== undefined && name === boundAddress);
}
