export const MICROS_PER_DAY = 86_400_000_000;
