/** Area under the ROC curve: the share of pairs of an anomaly and a normal row that the scores have in the right order, ties half. */
export function measureAuroc(scores: ArrayLike<number>, labels: Uint8Array): number {
  let below = 0;
  let sum = 0;
  let positives = 0;
  for (const { normal, anomalous } of groupTies(scores, labels, 1)) {
    sum += anomalous * (below + normal / 2);
    below += normal;
    positives += anomalous;
  }
  return sum / (positives * below);
}

/** Average precision: precision at each anomaly's score, averaged; rows of equal scores are found together. */
export function measureAuprc(scores: ArrayLike<number>, labels: Uint8Array): number {
  let found = 0;
  let seen = 0;
  let sum = 0;
  for (const { normal, anomalous } of groupTies(scores, labels, -1)) {
    found += anomalous;
    seen += normal + anomalous;
    sum += anomalous * (found / seen);
  }
  return sum / found;
}

/** How many rows of each kind share a score, in ascending (1) or descending (-1) order of the scores. */
function* groupTies(scores: ArrayLike<number>, labels: Uint8Array, direction: 1 | -1): Generator<{ normal: number; anomalous: number }> {
  const order = Array.from(labels, (_, row) => row).sort((a, b) => direction * (scores[a] - scores[b]));
  for (let start = 0; start < order.length; ) {
    let end = start;
    let anomalous = 0;
    for (; end < order.length && scores[order[end]] === scores[order[start]]; end++) anomalous += labels[order[end]];
    yield { normal: end - start - anomalous, anomalous };
    start = end;
  }
}
