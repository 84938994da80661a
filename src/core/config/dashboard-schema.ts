import Type, { type Static } from 'typebox';
import { parseDurationMs } from './durations.ts';
import { closed, Duration, filled } from './schema-parts.ts';

const File = (description: string) => Type.String({ minLength: 1, description });

/** A name or an address as a Host header gives it, without a port. */
const HostName = Type.String({ pattern: '^(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)$', maxLength: 253 });

export const DashboardSchema = Type.Object(
  {
    host: Type.Optional(Type.String({ minLength: 1, default: '127.0.0.1' })),
    port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65535, default: 8080 })),
    token_file: Type.Optional(File('file with the token that a sign-in asks for')),
    tls: Type.Optional(
      Type.Object(
        { cert: File('certificate, with its chain, in PEM'), key: File('its private key in PEM, without a passphrase') },
        { ...closed, description: 'answer HTTPS; default: plain HTTP' },
      ),
    ),
    allowed_hosts: Type.Optional(
      Type.Array(HostName, { minItems: 1, maxItems: 100, description: 'names that the Host header may have beside those of the loopback' }),
    ),
    stale_after: Type.Optional(Duration),
  },
  filled,
);

export interface DashboardConfig {
  readonly host: string;
  readonly port: number;
  /** Absolute, as are those of `tls`. */
  readonly tokenFile?: string;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly allowedHosts: readonly string[];
  readonly staleAfterMs?: number;
}

export function applyDashboardDefaults(raw: Static<typeof DashboardSchema> = {}, resolve: (file: string) => string): DashboardConfig {
  return {
    host: raw.host ?? '127.0.0.1',
    port: raw.port ?? 8080,
    tokenFile: raw.token_file === undefined ? undefined : resolve(raw.token_file),
    tls: raw.tls && { cert: resolve(raw.tls.cert), key: resolve(raw.tls.key) },
    allowedHosts: raw.allowed_hosts ?? [],
    staleAfterMs: raw.stale_after === undefined ? undefined : parseDurationMs(raw.stale_after),
  };
}
