import { Damage, show } from '../damage.ts';

interface Element {
  readonly fName?: unknown;
  readonly fTypeName?: unknown;
  readonly fType?: unknown;
  readonly fArrayLength?: unknown;
  readonly fArrayDim?: unknown;
}

/** TStreamerInfo's numbers of types: an STL container, a loop (and what follows), and compressed floats (arrays of the latter have no bound). */
const STL = 500;
const LOOP = 501;
const POINTER = 40;
const FLOATS = new Set([9, 19]);
const MAX_ARRAY = 100_000;

/** ROOT's own classes hold no STL containers and no long arrays; a description that says so would only make jsroot allocate. */
export function refuseBadDescriptions(descriptions: unknown, known: ReadonlySet<string>): void {
  if (!Array.isArray(descriptions)) throw new Damage('expected a list');
  for (const description of descriptions as ({ fName?: unknown; fElements?: { arr?: unknown } | null } | null)[]) {
    if (!description || typeof description.fName !== 'string' || !known.has(description.fName)) continue;
    const elements = description.fElements?.arr;
    if (elements === undefined) continue;
    for (const element of elements as Element[]) {
      const { fType: type, fArrayLength: length = 0, fArrayDim: dimensions = 0 } = element;
      const isFine =
        typeof type === 'number' &&
        typeof element.fName === 'string' &&
        typeof element.fTypeName === 'string' &&
        type !== STL &&
        type < LOOP &&
        !(type > POINTER && type < POINTER + 20 && FLOATS.has(type - POINTER)) &&
        typeof length === 'number' &&
        length <= MAX_ARRAY &&
        typeof dimensions === 'number' &&
        dimensions <= 5;
      if (!isFine)
        throw new Damage(`class ${show(description.fName)} has a member ${show(String(element?.fName))} of a kind that it cannot have`);
    }
  }
}
