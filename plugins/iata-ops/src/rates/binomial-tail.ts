/**
 * The probability of `k` or more hits in `n` rows at a rate, exactly: P(X ≥ k), X binomial. Summed upwards from the term of k, which is
 * the largest where k is above the mean; at or below the mean the answer is 1, since nobody asks.
 */
export function binomialTail(k: number, n: number, rate: number): number {
  if (k <= n * rate) return 1;
  if (rate === 0) return 0;
  const logTerm = logFactorial(n) - logFactorial(k) - logFactorial(n - k) + k * Math.log(rate) + (n - k) * Math.log1p(-rate);
  let term = 1;
  let sum = 1;
  for (let hits = k + 1; hits <= n && term > sum * 1e-17; hits++) {
    term *= ((n - hits + 1) / hits) * (rate / (1 - rate));
    sum += term;
  }
  return Math.exp(logTerm + Math.log(sum));
}

/** Exact by summing to 20, then Stirling's series (Abramowitz and Stegun 6.1.41), whose next term is below 1e-13 there. */
function logFactorial(n: number): number {
  if (n <= 20) {
    let log = 0;
    for (let factor = 2; factor <= n; factor++) log += Math.log(factor);
    return log;
  }
  const x = n + 1;
  return (
    (x - 0.5) * Math.log(x) -
    x +
    0.5 * Math.log(2 * Math.PI) +
    1 / (12 * x) -
    1 / (360 * x ** 3) +
    1 / (1260 * x ** 5) -
    1 / (1680 * x ** 7)
  );
}
