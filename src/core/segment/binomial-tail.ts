import { logGamma } from '../profile/distributions.ts';

/** P(X ≥ k) for X binomial(n, p): the terms from k on, each from the one before; 1 up to the mean, where nothing is unusual. */
export function binomialTail(k: number, n: number, p: number): number {
  if (k <= n * p) return 1;
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  const logTerm = logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1) + k * Math.log(p) + (n - k) * Math.log1p(-p);
  const odds = p / (1 - p);
  let sum = 0;
  for (let i = k, term = 1; i <= n && term > sum * 1e-16; i++) {
    sum += term;
    term *= ((n - i) / (i + 1)) * odds;
  }
  return Math.min(1, Math.exp(logTerm) * sum);
}
