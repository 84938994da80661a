import type { HostApi } from '@oads/cli/plugin';

/** Counts between edges; values below the first edge, and at or above the last, are counted apart. */
export interface ReferenceHistogram {
  readonly edges: Float64Array;
  readonly counts: Float64Array;
  readonly below: number;
  readonly above: number;
}

const MOST_BINS = 10_000;

/** `{"edges": [-2.4, …], "counts": [12, …], "below": 0, "above": 0}`; the last two may be left out. Throws SourceError. */
export function parseHistogram(api: HostApi, text: string, file: string): ReferenceHistogram {
  const refuse = (expected: string, got: string) =>
    new api.SourceError('OADS_SOURCE_FORMAT', `${file}: expected ${expected}, got ${got}`, {
      hint: 'write {"edges": [rising numbers], "counts": [one fewer, none below 0]}, or name the `histogram` of a ROOT file',
    });
  let parsed: { edges?: unknown; counts?: unknown; below?: unknown; above?: unknown } | null;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw refuse('a JSON object of edges and counts', 'what is no JSON');
  }
  const { edges, counts, below = 0, above = 0 } = parsed ?? {};
  if (!Array.isArray(edges) || !Array.isArray(counts)) throw refuse('a JSON object of edges and counts', 'something else');
  if (counts.length < 2 || counts.length > MOST_BINS) throw refuse(`2 to ${MOST_BINS} counts`, String(counts.length));
  if (edges.length !== counts.length + 1) throw refuse(`${counts.length + 1} edges for ${counts.length} counts`, String(edges.length));
  const isCount = (value: unknown): value is number => typeof value === 'number' && value >= 0 && Number.isFinite(value);
  const bad = counts.findIndex((count) => !isCount(count));
  if (bad >= 0) throw refuse('counts of 0 or more', `something else at place ${bad}`);
  if (!isCount(below) || !isCount(above)) throw refuse('counts of 0 or more below and above', 'something else');
  for (let at = 0; at < edges.length; at++) {
    if (typeof edges[at] !== 'number' || !Number.isFinite(edges[at]))
      throw refuse('edges that are numbers', `something else at place ${at}`);
    if (at > 0 && !(edges[at] > edges[at - 1])) throw refuse('rising edges', `${edges[at]} behind ${edges[at - 1]}`);
  }
  if (!counts.some((count) => count > 0)) throw refuse('some count above 0', 'none');
  return { edges: Float64Array.from(edges), counts: Float64Array.from(counts), below, above };
}
