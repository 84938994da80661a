import { isObject } from './list-events.ts';

/** An object of an event, or a class of objects, of which there is a quantity. */
export interface TracedObject {
  readonly epc: string;
  readonly role: 'object' | 'child' | 'input' | 'output';
  /** Undefined for a single object; null where a class's quantity is not known. */
  readonly quantity?: number | null;
  readonly uom?: string;
}

type Role = TracedObject['role'];

const LISTS: readonly (readonly [key: string, role: Role])[] = [
  ['epcList', 'object'],
  ['childEPCs', 'child'],
  ['inputEPCList', 'input'],
  ['outputEPCList', 'output'],
];
const QUANTITIES: readonly (readonly [key: string, role: Role])[] = [
  ['quantityList', 'object'],
  ['childQuantityList', 'child'],
  ['inputQuantityList', 'input'],
  ['outputQuantityList', 'output'],
];
const MOST_CHARACTERS = 2000;

/** All objects that an event names, but for its parent. */
export function listObjects(
  event: Readonly<Record<string, unknown>>,
  type: string | null,
  wrong: (name: string, expected: string, got: unknown) => void,
): TracedObject[] {
  const objects: TracedObject[] = [];
  for (const [key, role] of LISTS) {
    for (const epc of readList(event[key], key, wrong)) {
      if (isEpc(epc)) objects.push({ epc, role });
      else wrong(key, 'EPCs', epc);
    }
  }
  for (const [key, role] of QUANTITIES) {
    for (const element of readList(event[key], key, wrong)) {
      const { epcClass, quantity, uom } = isObject(element) ? element : {};
      if (!isEpc(epcClass)) {
        wrong(key, 'elements with an epcClass', element);
        continue;
      }
      const isNumber = typeof quantity === 'number' && Number.isFinite(quantity);
      if (quantity !== undefined && !isNumber) wrong(key, 'a number as quantity', quantity);
      objects.push({
        epc: epcClass,
        role,
        quantity: isNumber ? quantity : null,
        ...(typeof uom === 'string' ? { uom: uom.slice(0, 20) } : {}),
      });
    }
  }
  if (type === 'ObjectEvent' && objects.length === 0) wrong('epcList', 'at least one object', event.epcList);
  return objects;
}

function readList(list: unknown, key: string, wrong: (name: string, expected: string, got: unknown) => void): readonly unknown[] {
  if (list === undefined || list === null) return [];
  if (Array.isArray(list)) return list;
  wrong(key, 'a list', list);
  return [];
}

function isEpc(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= MOST_CHARACTERS;
}
