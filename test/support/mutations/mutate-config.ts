import type { Mutant } from './mutant.ts';
import { mutateText } from './mutate-text.ts';
import { mutateTree } from './mutate-tree.ts';

/** Every mutant, always in the same order. */
export function mutateConfig(): Mutant[] {
  return [...mutateTree(), ...mutateText()];
}

/** Some of each operator, drawn without replacement; the same for the same seed. */
export function sampleMutants(count: number, seed: number): Mutant[] {
  let state = seed >>> 0;
  const draw = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * below);
  };
  const groups = [...Map.groupBy(mutateConfig(), ({ operator }) => operator).values()];
  const sample: Mutant[] = [];
  for (let left = groups.flat().length; sample.length < count && left > 0; left--) {
    const group = groups.filter(({ length }) => length > 0)[sample.length % groups.filter(({ length }) => length > 0).length];
    sample.push(...group.splice(draw(group.length), 1));
  }
  return sample;
}
