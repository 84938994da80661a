import type { Selection } from '../../anomalies/selection.ts';

/** Which run a page shows: its links and forms lead back to it. */
export interface Shown {
  readonly pipeline: string | null;
  /** Of a run that the request named; null: the newest, whichever that is. */
  readonly run: string | null;
  /** How many runs the history shows; null: as many as without asking. */
  readonly runs: string | null;
}

export const DEFAULT_PAGE_SIZE = 20;
export const PAGE_SIZES = [10, 20, 50, 100] as const;

/** The page's query of a selection, without what goes without saying. */
export function toQuery(shown: Shown, selection: Selection): URLSearchParams {
  const { limit, offset, ...rest } = selection;
  const given = { ...shown, ...rest, offset: offset > 0 ? offset : null, limit: limit === DEFAULT_PAGE_SIZE ? null : limit };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value !== null) query.set(name, String(value));
  return query;
}

/** The page with another selection, at its table. */
export function toAddress(shown: Shown, selection: Selection): string {
  const query = toQuery(shown, selection).toString();
  return `/${query === '' ? '' : `?${query}`}#anomalies`;
}
