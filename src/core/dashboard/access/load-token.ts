import { UsageError } from '../../errors.ts';
import { readSecretFile } from './read-secret-file.ts';

const LEAST_CHARACTERS = 16;
const MOST_CHARACTERS = 4096;

export const TOKEN_VARIABLE = 'OADS_TOKEN';

/** How to make one: for hints. */
export const MAKE_TOKEN = '(umask 077; openssl rand -hex 32 > token)';

export interface TokenPlaces {
  /** Of `--token-file`. */
  readonly flag?: string;
  /** What OADS_TOKEN holds. Set and empty is an error: a secret that went missing must not open the server. */
  readonly variable?: string;
  /** Of `dashboard.token_file`. */
  readonly config?: string;
}

/** The token of the first place that names one; null without any. Throws UsageError, which never holds the token. */
export async function loadToken({ flag, variable, config }: TokenPlaces): Promise<string | null> {
  if (flag !== undefined) return checked(await readSecretFile(flag, 'token'), flag);
  if (variable !== undefined) return checked(variable, TOKEN_VARIABLE);
  return config === undefined ? null : checked(await readSecretFile(config, 'token'), config);
}

function checked(text: string, place: string): string {
  const token = text.trim();
  const { length } = token;
  const fault =
    length < LEAST_CHARACTERS || length > MOST_CHARACTERS
      ? `expected a token of ${LEAST_CHARACTERS} to ${MOST_CHARACTERS} characters in ${place}, got ${length}`
      : /^[\x21-\x7e]+$/.test(token)
        ? null
        : `expected a token of printable ASCII characters without a space in ${place}, got another one`;
  if (fault === null) return token;
  throw new UsageError('OADS_SERVE_TOKEN', fault, { hint: `make one with ${MAKE_TOKEN}` });
}
