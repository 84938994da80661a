/** Which of the kept rows are asked for, and in which order. null: not asked for. */
export interface Selection {
  /** Text in key values, values or reasons, whatever its case. */
  readonly filter: string | null;
  /** A feature that is among the row's reasons. */
  readonly reason: string | null;
  readonly min_score: number | null;
  readonly flagged: 'true' | 'false' | null;
  /** `rank`, `score`, `p_value`, or a column of the key, also as `key:NAME`. */
  readonly sort: string | null;
  readonly order: 'asc' | 'desc' | null;
  /** null: as many as the answer gives by itself. */
  readonly limit: number | null;
  readonly offset: number;
}

export const WHOLE: Selection = {
  filter: null,
  reason: null,
  min_score: null,
  flagged: null,
  sort: null,
  order: null,
  limit: null,
  offset: 0,
};

/** Longer names of columns and features cannot be asked for: an address has its limits. */
export const MAX_NAME = 200;
