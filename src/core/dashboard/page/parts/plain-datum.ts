/** Letters that turn the direction of what follows them. */
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A value out of the data where no markup can set it apart, as in a `<title>` or an `<option>`: cut, and unable to turn its surroundings. */
export function plainDatum(text: string, limit = 200): string {
  const cut = text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
  return cut.replace(DIRECTIONS, '\ufffd');
}
