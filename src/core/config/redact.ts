const SECRET_NAME = /PASSWORD|PASSWD|TOKEN|SECRET|API_?KEY/i;
/** Up to the last @ of the word: a password that was not percent-encoded may hold one. */
const URL_PASSWORD = /([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):(\S+)@/gi;
const MASK = '*****';

/** A function that hides, in any text, the values of secret-looking variables and the password of any URL. */
export function createRedactor(env: Readonly<Record<string, string | undefined>>): (text: string) => string {
  const secrets = Object.entries(env)
    .filter(([name, value]) => SECRET_NAME.test(name) && value !== undefined && value.length >= 4)
    .map(([, value]) => value as string)
    .sort((a, b) => b.length - a.length);
  return (text) => {
    let redacted = text.replaceAll(URL_PASSWORD, `$1:${MASK}@`);
    for (const secret of secrets) redacted = redacted.replaceAll(secret, MASK);
    return redacted;
  };
}
