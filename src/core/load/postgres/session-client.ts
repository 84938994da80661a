import type { Socket } from 'node:net';
import type { Client, Connection } from 'pg';

/** What oads needs of a pg client beyond its typings. */
export type SessionClient = Client & {
  readonly processID: number | null;
  readonly secretKey: number | null;
  readonly password: unknown;
  readonly connection: Connection & { readonly stream: Socket };
};
