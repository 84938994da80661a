const SIGNS = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/**
 * The first key that an object of a valid JSON text holds twice, at any depth. JSON.parse takes the last one and says nothing: another
 * reader may take the first.
 */
export function findRepeatedKey(text: string): string | undefined {
  const open: Set<string>[] = [];
  let last = '';
  for (const [sign] of text.matchAll(SIGNS)) {
    if (sign === '{' || sign === '[') open.push(new Set());
    else if (sign === '}' || sign === ']') open.pop();
    else if (sign === ':') {
      const keys = open[open.length - 1];
      const key = JSON.parse(last) as string;
      if (keys.has(key)) return key;
      keys.add(key);
    } else last = sign;
  }
  return undefined;
}
