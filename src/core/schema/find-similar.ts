/** The name that was probably meant: at most a third of it other letters, whatever its capitals, dashes and blanks; undefined without one. */
export function findSimilar(name: string, known: readonly string[]): string | undefined {
  const distanceTo = (candidate: string) => editDistance(fold(name), fold(candidate));
  const [near] = known.map((candidate) => ({ candidate, distance: distanceTo(candidate) })).sort((a, b) => a.distance - b.distance);
  return near && near.distance <= Math.max(1, Math.floor(near.candidate.length / 3)) ? near.candidate : undefined;
}

function fold(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]+/g, '_');
}

/** Optimal string alignment distance: of letters added, left out, or other ones, and of neighbours that changed places. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  let beforePrevious = previous;
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      current[j] = Math.min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) current[j] = Math.min(current[j], beforePrevious[j - 2] + 1);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[b.length];
}
