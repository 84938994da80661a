import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fitInMemory } from '../../../bench/calibration/trust/fit-in-memory.ts';
import { type Judged, judgeBatch, NOMINAL_RATE, scorePool } from '../../../bench/calibration/trust/judge-batch.ts';
import { CLEAN, drawRows, SCENARIOS } from '../../../bench/calibration/trust/scenarios.ts';
import { loadPolars } from '../../../src/core/frame/polars.ts';

const test = suite('trust/grid-sample');

// A small seeded sample of bench/calibration/trust.ts: three batches of 500 rows a scenario, features correlated in pairs.
const ROWS = 500;
const BATCHES = 3;

const judged = new Map<string, { rate: number; runs: Judged[] }>();

test.before(async () => {
  await loadPolars();
  const bundle = await fitInMemory(drawRows('correlated', CLEAN, 2000, 4, 0), { seed: 4, falseAlarmRate: NOMINAL_RATE });
  for (const [index, scenario] of SCENARIOS.entries()) {
    const pool = await scorePool(bundle, drawRows('correlated', scenario, ROWS * BATCHES, 4, index + 1));
    const runs = Array.from({ length: BATCHES }, (_, batch) => judgeBatch(bundle, pool, batch * ROWS, (batch + 1) * ROWS));
    judged.set(scenario.name, { rate: pool.falsePositiveRate, runs });
  }
});

for (const { name, truth } of SCENARIOS) {
  test(`${name}: ${truth === 'drift' ? 'never certified' : 'certified but for chance, and never severe'}`, () => {
    const { runs } = judged.get(name) as { runs: Judged[] };
    const certified = runs.filter(({ level }) => level === 'certified').length;
    const seen = runs.map(({ level, drift }) => `${level}, drift ${drift}`).join('; ');
    if (truth === 'drift') assert.is(certified, 0, seen);
    // The drift test lets one burst in twenty pass for a moderate drift at this size.
    else assert.ok(certified >= BATCHES - 1 && runs.every(({ drift }) => drift !== 'severe'), seen);
  });
}

test('planted anomalies are discovered, and most discoveries are planted', () => {
  const { runs } = judged.get('burst 5 %, all + 4 sd') as { runs: Judged[] };
  const total = (of: (run: Judged) => number) => runs.reduce((sum, run) => sum + of(run), 0);
  const [found, wrong] = [total(({ discoveries }) => discoveries), total(({ falseDiscoveries }) => falseDiscoveries)];
  assert.ok(found > 0.9 * 0.05 * ROWS * BATCHES, `${found} discoveries`);
  assert.ok(wrong <= 0.3 * found, `${wrong} of ${found} false`);
});

test('drift multiplies the false alarms of a fixed threshold, or silences them: that is why it matters', () => {
  const rateOf = (name: string) => judged.get(name)?.rate ?? Number.NaN;
  assert.ok(rateOf('none') < 2 * NOMINAL_RATE);
  assert.ok(rateOf('scale x 1.2') > 3 * NOMINAL_RATE);
  assert.ok(rateOf('scale x .8') < 0.5 * NOMINAL_RATE);
});

test.run();
