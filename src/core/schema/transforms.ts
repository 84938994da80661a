/** What a feature can make of its column without a plugin. */
export const TRANSFORMS = ['identity', 'log1p', 'abs', 'hour', 'weekday', 'month'] as const;
export type Transform = (typeof TRANSFORMS)[number];
