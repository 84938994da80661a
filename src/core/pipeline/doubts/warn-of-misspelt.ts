import type { Config } from '../../config/defaults.ts';
import type { Schema } from '../../frame/types.ts';
import { findSimilar } from '../../schema/find-similar.ts';
import type { Effects } from '../effects.ts';

/** An optional column may be missing; one whose name is misspelt in the contract is never judged. */
export function warnOfMisspelt({ contract }: Config, schema: Schema, missing: readonly string[], effects: Effects): void {
  const withoutDigits = (text: string) => text.replaceAll(/[0-9]/g, '');
  const contracted = new Set(contract.map((column) => column.name));
  const others = schema.map((field) => field.name).filter((other) => !contracted.has(other));
  for (const { name, optional } of contract) {
    if (!optional || !missing.includes(name)) continue;
    const near = findSimilar(name, others);
    // `gate_1` and `gate_2` are two columns, and so are `lat` and `lon`.
    if (near === undefined || near.length < 4 || withoutDigits(near) === withoutDigits(name)) continue;
    effects.warn(`the optional column "${name}" of the contract is not in the source, but "${near}" is: is its name right?`);
  }
}
