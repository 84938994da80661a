import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderDrift } from '../../../src/cli/render/drift.ts';
import { decideFeature } from '../../../src/core/drift/decide.ts';
import type { DriftSnapshot } from '../../../src/core/snapshot/drift-snapshot.ts';

const test = suite('cli/render/drift');

const EDGES = Array.from({ length: 101 }, (_, at) => at);
const EVEN = EDGES.slice(1).map(() => 100);
const reference = { bins: EVEN, below: 0, above: 0, nulls: 0 };
const decide = (name: string, bins: number[], above: number) =>
  decideFeature({ kind: 'numeric', name, edges: EDGES, reference, current: { bins, below: 0, above, nulls: 0 } });

test('what is significant but small, and what lies outside, is said of features that have not drifted', () => {
  const features = [
    decide(
      'small',
      EVEN.map((_, at) => (at < 50 ? 9400 : 10600)),
      0,
    ),
    decide(
      'burst',
      EVEN.map(() => 10),
      50,
    ),
  ];
  const snapshot = { verdict: 'none', features, drifted: [], tested: 2, insufficient: 0, rows: 1050 } as unknown as DriftSnapshot;
  const lines = renderDrift(snapshot).split('\n');
  assert.ok(
    lines.some((line) => /^ {2}small: significant \(q .*\) but too small to matter$/.test(line)),
    lines.join('\n'),
  );
  assert.ok(lines.includes('  burst: 4.76 % of 1,050 values lie outside the reference range (outliers)'), lines.join('\n'));
  assert.match(lines.join('\n'), /q (< 1e-300|\d\.\de-\d+)/);
});

test.run();
