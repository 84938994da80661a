/** What one client may take of the server. */
export interface Limits {
  readonly connections: number;
  /** Of one address (of IPv6: one /64 network): one client cannot take all. */
  readonly connectionsPerAddress: number;
  /** That wait on one connection while another one of it is answered: more of them end it. */
  readonly waitingRequests: number;
  readonly urlLength: number;
  /** Request line and headers together. */
  readonly headerBytes: number;
  readonly bodyBytes: number;
  readonly headersMs: number;
  readonly requestMs: number;
  readonly keepAliveMs: number;
  /** How often the two times above are looked at. */
  readonly checkMs: number;
}

export const LIMITS: Limits = {
  connections: 1024,
  connectionsPerAddress: 256,
  waitingRequests: 8,
  urlLength: 4096,
  headerBytes: 16 * 1024,
  bodyBytes: 64 * 1024,
  headersMs: 10_000,
  requestMs: 15_000,
  keepAliveMs: 5000,
  checkMs: 2000,
};
