import type { CheckConfig, ContractColumnConfig, FeatureConfig, HoldoutConfig } from '../config/schema.ts';

/** Something that the config is to say, and what that rests on. */
export interface Guess<T> {
  readonly value: T;
  readonly basis: string;
  /** Written as a comment: it may fit, and nobody knows. */
  readonly commented?: boolean;
  /** No guess: somebody says so. */
  readonly given?: boolean;
}

export interface LeftOut {
  readonly column: string;
  readonly why: string;
}

/** All that `oads init` writes into a config. */
export interface Proposal {
  readonly pipeline: string;
  readonly source: { readonly loader: string; readonly options: Record<string, unknown>; readonly remarks: readonly string[] };
  /** `12,345 rows`, `the first 5,000,000 rows`. */
  readonly seen: string;
  readonly contract: readonly { readonly name: string; readonly column: Guess<ContractColumnConfig> }[];
  /** Without a value: why there is none. */
  readonly key: Guess<readonly string[] | undefined>;
  readonly time: Guess<string | undefined>;
  readonly holdout: Guess<HoldoutConfig | undefined>;
  readonly checks: readonly Guess<CheckConfig>[];
  readonly features: readonly Guess<FeatureConfig>[];
  readonly leftOut: readonly LeftOut[];
  /** Columns that a contract cannot name: without a type, a value could stop the reading. */
  readonly dropped: readonly string[];
  /** Columns that look personal, with what they look like. */
  readonly personal: readonly LeftOut[];
  readonly waivesAge: Guess<boolean>;
  /** Without a value: why nothing can be fitted. */
  readonly fit: Guess<{ readonly falseAlarmRate: number } | undefined>;
  /** What `row_count` should ask of a window of a day. */
  readonly window?: { readonly min: number; readonly basis: string };
  /** Of the remarks, those that are said at once, too. */
  readonly doubts?: readonly string[];
  /** What else somebody should know. */
  readonly remarks: readonly string[];
  /** Of a data contract: what it says and a config cannot. */
  readonly notMapped: readonly NotMapped[];
}

export interface NotMapped {
  /** Where it stands in the contract, such as `schema[0].properties[2].quality[0]`. */
  readonly path: string;
  readonly what: string;
  readonly why: string;
}
