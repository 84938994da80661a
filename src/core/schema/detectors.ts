export const DETECTORS = ['ensemble', 'iforest', 'knn'] as const;
export type DetectorName = (typeof DETECTORS)[number];

export const PURITIES = ['clean', 'unknown'] as const;
/** What is known of the reference: that it holds no anomalies, or nothing. */
export type Purity = (typeof PURITIES)[number];
