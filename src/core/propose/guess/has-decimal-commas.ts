import type { TextLook } from '../look/table-look.ts';

/** Whether a text column holds numbers with a decimal comma, whole ones among them. */
export function hasDecimalCommas({ decimalCommas, numbers }: TextLook): boolean {
  return decimalCommas > 0.2 && decimalCommas + numbers > 0.5;
}
