/** What happened at one instant, together: the order of rows with equal times says nothing. */
export function splitInstants<T extends { readonly at: number }>(sorted: readonly T[]): T[][] {
  const instants: T[][] = [];
  for (const one of sorted) {
    const last = instants.at(-1);
    if (last && last[0].at === one.at) last.push(one);
    else instants.push([one]);
  }
  return instants;
}
