const WORDS = 'PASSWORD|PASSWD|PASSPHRASE|TOKEN|SECRET|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|MASK_?KEY';
const VARIABLE = new RegExp(WORDS, 'i');
const KEY = new RegExp(`(?:${WORDS})$`, 'i');

/** Whether an environment variable of this name holds a secret. */
export function isSecretVariable(name: string): boolean {
  return VARIABLE.test(name);
}

/** Whether a key of a config or of a URL's query holds a secret: `api_key` does, `token_column` does not. */
export function isSecretKey(name: string): boolean {
  return KEY.test(name);
}
